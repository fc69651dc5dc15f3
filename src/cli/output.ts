import { type OutputSpec, parseOutputSpec } from '../report/select-format.ts'
import { openSinks, type ReportSink } from '../report/sink.ts'
import type { ReportHead, ReportKind } from '../report/types.ts'
import type { OutputOptions } from './options.ts'
import { colourWanted, complain, widthWanted } from './terminal.ts'

export type Outputs<K extends ReportKind> = ReportSink<K>

/** Opens standard output and every -o before the work begins. Throws UsageError when one cannot be. */
export async function openOutputs<K extends ReportKind>(
  head: ReportHead<K>,
  options: OutputOptions,
): Promise<Outputs<K>> {
  return openSinks(await outputSpecs(options), head, {
    terminal: {
      colour: options.color && colourWanted(),
      width: widthWanted(process.stdout.columns, process.env.COLUMNS),
    },
    stdout: process.stdout,
    warn: complain,
  })
}

/** Every place that was asked for. A table is printed unless something else was said about standard output. */
export async function outputSpecs({ format, output = [] }: OutputOptions): Promise<OutputSpec[]> {
  const specs = await Promise.all(output.map(parseOutputSpec))
  if (format === undefined && specs.some(({ path }) => path === null)) return specs
  return [{ format: format ?? 'table', path: null }, ...specs]
}
