import { type OutputSpec, parseOutputSpec } from '../report/select-format.ts'
import { openSinks, type ReportSink } from '../report/sink.ts'
import type { ReportHead, ReportKind } from '../report/types.ts'
import type { OutputOptions } from './options.ts'

export type Outputs<K extends ReportKind> = ReportSink<K>

/** Opens standard output and every -o before the work begins. Throws UsageError when one cannot be. */
export async function openOutputs<K extends ReportKind>(
  head: ReportHead<K>,
  { format = 'table', output = [], color }: OutputOptions,
): Promise<Outputs<K>> {
  const specs = [...(await Promise.all(output.map(parseOutputSpec)))]
  const printed: OutputSpec[] = specs.some(({ path }) => path === null) ? [] : [{ format, path: null }]
  return openSinks([...printed, ...specs], head, {
    terminal: { colour: color && colourWanted(), width: widthWanted() },
    stdout: process.stdout,
    warn: (line) => void process.stderr.write(`portreeve: ${line}\n`),
  })
}

/** Only on terminals, and never against NO_COLOR (https://no-color.org: any value but the empty one). */
export function colourWanted(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
}

/** The terminal's width; into a pipe nothing is cut, unless COLUMNS asks for it. */
function widthWanted(): number {
  const asked = Number(process.env.COLUMNS)
  return process.stdout.columns ?? (Number.isInteger(asked) && asked > 0 ? asked : Number.POSITIVE_INFINITY)
}
