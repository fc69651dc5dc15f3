import { stringify } from 'csv-stringify/sync'
import { escapeCsv } from '../../lib/escape.ts'
import { cutText } from '../../lib/text.ts'
import { cellTextLimit } from '../bounds.ts'
import { defineFormat } from '../types.ts'
import { columnsFor, viewContext } from '../views/view.ts'
import { views } from '../views/views.ts'

/** RFC 4180: CRLF, quotes where needed, a header line. Numbers stay numbers; text is kept from acting as a formula. */
export default defineFormat({
  id: 'csv',
  summary: 'comma-separated values for spreadsheets, safe from formulas',
  extensions: ['.csv'],
  kinds: ['scan', 'check', 'ports'],
  withoutNotes: true,
  writer(head) {
    const columns = columnsFor(views[head.kind].columns, 'data')
    const context = viewContext(head)
    const cell = (value: string | number | boolean | null) =>
      typeof value === 'string' ? escapeCsv(cutText(value, cellTextLimit)) : value
    return {
      begin: () => line(columns.map(({ key }) => key)),
      record: (record) => line(columns.map((column) => cell(column.value(record, context)))),
      end: () => [],
    }
  },
})

function line(cells: readonly (string | number | boolean | null)[]): string {
  return stringify([[...cells]], { record_delimiter: '\r\n', cast: { boolean: String } })
}
