import { jsonText } from '../json-text.ts'
import { inModelOrder } from '../record-order.ts'
import { defineFormat } from '../types.ts'

export default defineFormat({
  id: 'jsonl',
  summary: 'one JSON record a line, as they come',
  extensions: ['.jsonl', '.ndjson'],
  kinds: ['scan', 'check', 'ports'],
  withoutNotes: true,
  writer: (head) => ({
    begin: () => '',
    record: (record) => `${jsonText(inModelOrder(head.kind, record))}\n`,
    end: () => '',
  }),
})
