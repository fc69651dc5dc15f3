import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KeptChange } from '../../model/change.ts'
import { decodeKeptChange, decodeLooks, decodeProgress } from './kept-change.ts'

const genuine: KeptChange = {
  id: '20261122-061339-3fa8',
  madeAt: '2026-11-22T06:13:39.000Z',
  endpoint: { address: '192.0.2.5', transport: 'tcp', port: 5432 },
  plan: 'close-in-nftables',
  title: 'Close it',
  change: {
    apply: [{ do: 'run', argv: ['nft', 'add table inet t'], onlyIf: null }],
    undo: [{ do: 'run', argv: ['nft', 'delete table inet t'], onlyIf: ['nft', 'list table inet t'] }],
    confirm: [{ do: 'block', path: '/etc/nftables.conf', name: 'portreeve-1', text: 'table inet t {\n}\n' }],
    unconfirm: [{ do: 'unblock', path: '/etc/nftables.conf', name: 'portreeve-1' }],
    files: ['/etc/nftables.conf'],
  },
  saved: [{ path: '/etc/nftables.conf', copy: 'saved-0', mode: 0o644, uid: 0, gid: 0 }],
  confirmWithin: 60,
}

test('what was kept comes back', () => {
  expect(decodeKeptChange(JSON.stringify(genuine))).toEqual(genuine)
  expect(decodeProgress(JSON.stringify({ stage: 'armed', at: genuine.madeAt, notes: [] }))?.stage).toBe('armed')
})

test('what was seen comes back', () => {
  const look = { vantage: 'home', address: '192.0.2.5', state: 'open', at: genuine.madeAt } as const
  const looks = { addresses: ['192.0.2.5'], mayCome: null, changedAt: null, before: [look], after: [] }
  expect(decodeLooks(JSON.stringify(looks))).toEqual(looks)
  expect(decodeLooks(JSON.stringify({ ...looks, after: [{ ...look, state: 'ajar' }] }))).toBeNull()
})

test('a step that is none, and a path that leads nowhere sure, are refused', () => {
  const refused = (steps: unknown) =>
    decodeKeptChange(JSON.stringify({ ...genuine, change: { ...genuine.change, undo: steps } }))
  expect(refused([{ do: 'run', argv: [], onlyIf: null }])).toBeNull()
  expect(refused([{ do: 'remove', path: 'etc/passwd' }])).toBeNull()
  expect(refused([{ do: 'shell', argv: ['x'] }])).toBeNull()
})

test('any text, any JSON, and a genuine file cut off anywhere', () => {
  const check = (text: string) => {
    expect(decodeKeptChange(text)?.endpoint.port ?? 0).toBeLessThanOrEqual(65_535)
    decodeProgress(text)
    expect(decodeLooks(text)?.before ?? []).toBeInstanceOf(Array)
  }
  fc.assert(fc.property(fc.string({ maxLength: 300 }), check))
  fc.assert(fc.property(fc.json(), check))
  const text = JSON.stringify(genuine)
  for (let length = 0; length < text.length; length += 5) check(text.slice(0, length))
  check('['.repeat(5_000_000))
})
