import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../lib/address.ts'
import { states, transports } from '../model/unions.ts'
import { decodeScanRecords } from './scan-records.ts'

const line = (fields: object) =>
  JSON.stringify({ address: '10.0.0.5', transport: 'tcp', port: 22, state: 'open', ...fields })

function check(text: string): void {
  const { seen, unread } = decodeScanRecords(text, 'elsewhere')
  expect(unread).toBeGreaterThanOrEqual(0)
  for (const { address, transport, port, state, vantage } of seen) {
    expect(parseAddress(address)).toBeDefined()
    expect(transports).toContain(transport)
    expect(states).toContain(state)
    expect(port >= 0 && port <= 65_535 && vantage.length <= 100).toBe(true)
  }
}

describe('what a scan made elsewhere says', () => {
  it('is read from lines and from a document, with the vantage of each record', () => {
    const records = [line({ vantage: 'web' }), line({ port: 23, state: 'closed' })]
    const expected = [
      { address: '10.0.0.5', transport: 'tcp', port: 22, state: 'open', vantage: 'web' },
      { address: '10.0.0.5', transport: 'tcp', port: 23, state: 'closed', vantage: 'file' },
    ]
    expect(decodeScanRecords(records.join('\n'), 'file')).toEqual({ seen: expected, unread: 0 })
    expect(decodeScanRecords(`{"portreeve":"1","records":[${records.join()}]}`, 'file').seen).toEqual(expected)
  })

  it('and when, where that is a time', () => {
    const at = (observedAt: unknown) => decodeScanRecords(line({ observedAt }), 'file').seen[0]?.at
    expect(at('2026-11-22T14:19:01.152Z')).toBe('2026-11-22T14:19:01.152Z')
    for (const none of ['2026-13-45T99:99:99Z', 'yesterday', 7, null]) expect(at(none)).toBeUndefined()
  })

  it('counts what is no record', () => {
    const wrong = [
      '{',
      '[]',
      '7',
      line({ port: 70_000 }),
      line({ port: 1.5 }),
      line({ state: 'ajar' }),
      line({ address: 'x' }),
    ]
    expect(decodeScanRecords([...wrong, line({})].join('\n'), 'file')).toMatchObject({
      seen: [{}],
      unread: wrong.length,
    })
  })

  it('takes any text, and lines cut anywhere', () => {
    const genuine = line({ vantage: 'v'.repeat(1000) })
    for (let length = 0; length <= genuine.length; length++) check(genuine.slice(0, length))
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), check))
    fc.assert(fc.property(fc.json(), (json) => check(`${json}\n${genuine}`)))
    check(`${genuine}\n`.repeat(5000))
  })
})
