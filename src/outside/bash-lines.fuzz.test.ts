import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAddress } from '../lib/address.ts'
import { decodeBashLines } from './bash-lines.ts'

it('reads what the script says', () => {
  const { seen, unread } = decodeBashLines(
    '192.0.2.5 22 open\nfd00::5 23 closed\nbash: warning\n192.0.2.5 70000 open\n',
    'web',
  )
  expect(seen).toEqual([
    { address: '192.0.2.5', transport: 'tcp', port: 22, state: 'open', vantage: 'web' },
    { address: 'fd00::5', transport: 'tcp', port: 23, state: 'closed', vantage: 'web' },
  ])
  expect(unread).toBe(2)
})

it('takes any text', () => {
  const check = (text: string) => {
    for (const { address, port } of decodeBashLines(text, 'x').seen)
      expect(parseAddress(address) !== undefined && port <= 65_535).toBe(true)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check))
  fc.assert(fc.property(fc.string({ maxLength: 20 }), fc.nat(99_999), (word, port) => check(`${word} ${port} open`)))
  check('1'.repeat(1_000_000))
})
