import { jsonText } from '../json-text.ts'
import { recordWriter } from '../record-text.ts'
import { defineFormat } from '../types.ts'

/** One object, streamed: each record is a line of its own within it. */
export default defineFormat({
  id: 'json',
  summary: 'one JSON object: head, records, summary',
  extensions: ['.json'],
  kinds: ['scan', 'check', 'ports'],
  writer(head) {
    const textOf = recordWriter(head.kind)
    let separator = '\n'
    return {
      begin() {
        const { version, kind, command, startedAt } = head
        const opening = jsonText({ portreeve: version, kind, command, startedAt })
        return `${opening.slice(0, -1)},"records":[`
      },
      record(record) {
        const line = `${separator}${textOf(record)}`
        separator = ',\n'
        return line
      },
      end: (summary) => [`\n],"summary":${jsonText(summary)}}\n`],
      salvage: (message) => [`\n],"interrupted":${jsonText(message)}}\n`],
    }
  },
})
