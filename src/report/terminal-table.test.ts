import { expect, test } from 'vitest'
import { layOut, type TableColumn, tableCell } from './terminal-table.ts'

const service = 'redis Redis 7.0.15 (no log-in)'
const why = 'redis: Without a password whoever reaches it reads and writes all data'

const columns: readonly TableColumn[] = [
  { header: 'Category', widest: 14, align: 'left', room: 'essential' },
  { header: 'Port', widest: 9, align: 'right', room: 'essential' },
  { header: 'Service', widest: service.length, align: 'left', room: 'text' },
  { header: 'Why', widest: why.length, align: 'left', room: 'prose' },
]

const at = (width: number) =>
  layOut(columns, { width, indent: '', paint: (text) => text }).row({
    cells: ['risky', '6379/tcp', service, why].map((text) => tableCell(text, 'plain')),
    below: [],
  })

test('what speaks there stays whole: reasons rather stand under their row than cut it, or are cut to a few words', () => {
  expect(at(80).split('\n')).toEqual([expect.stringContaining(service), `  └ ${why}`])
  expect(at(100)).toContain(`${service}  redis: Without a password whoever reache…`)
})
