import { recordWriter } from '../record-text.ts'
import { defineFormat } from '../types.ts'

export default defineFormat({
  id: 'jsonl',
  summary: 'one JSON record a line, as they come',
  extensions: ['.jsonl', '.ndjson'],
  kinds: ['scan', 'check', 'ports'],
  withoutNotes: true,
  writer(head) {
    const textOf = recordWriter(head.kind)
    return { begin: () => '', record: (record) => `${textOf(record)}\n`, end: () => [] }
  },
})
