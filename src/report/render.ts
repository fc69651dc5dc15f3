import type { Format, FormatOptions, ReportHead, ReportKind, ReportKinds } from './types.ts'

/** A whole report as one text: for tests and for callers that hold all records. */
export function render<K extends ReportKind>(
  format: Format,
  head: ReportHead<K>,
  records: Iterable<ReportKinds[K]['record']>,
  summary: ReportKinds[K]['summary'],
  options: FormatOptions = { colour: false, width: Number.POSITIVE_INFINITY },
): string {
  const writer = format.writer(head, options)
  const parts = [writer.begin()]
  for (const record of records) parts.push(writer.record(record))
  parts.push(...writer.end(summary))
  return parts.join('')
}
