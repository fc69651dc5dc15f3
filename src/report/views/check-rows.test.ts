import { describe, expect, test } from 'vitest'
import type { CheckRecord } from '../../model/check-record.ts'
import type { Listener } from '../../model/listener.ts'
import { goldenCheck } from '../golden-inventory.ts'
import { addressText, foldRows } from './check-rows.ts'

const ssh = goldenCheck.find(({ port }) => port === 22)!

/** Records of one socket, as reconcile expands it over addresses: those of loopback are local. */
function socket(addresses: readonly string[], listener: Partial<Listener> = {}, more: Partial<CheckRecord> = {}) {
  return addresses.map((address): CheckRecord => {
    const local = address === '::1' || address.startsWith('127.')
    const exposure = local ? 'local-only' : 'unknown'
    return { ...ssh, address, exposure, why: exposure, listener: { ...ssh.listener!, ...listener }, ...more }
  })
}

const own = ['10.0.0.1', '10.0.0.2', '127.0.0.1', '::1', 'fd00::1']
const shown = (records: readonly CheckRecord[]) => foldRows(records).map((row) => `${addressText(row)} ${row.exposure}`)

describe('rows of a check', () => {
  test('what differs in a cell stays apart, loopback of a wildcard socket as all else', () => {
    expect(shown(socket(own))).toEqual(['10.0.0.1 +2 unknown', '127.0.0.1 +1 local-only'])
    const only4 = socket(['10.0.0.1', '127.0.0.1'], { bind: 'all', address: '0.0.0.0', pid: 99 }, { port: 8080 })
    expect(shown([...only4, ...socket(['10.0.0.1', '127.0.0.1'])])).toEqual([
      '10.0.0.1 unknown',
      '127.0.0.1 local-only',
      '10.0.0.1 unknown',
      '127.0.0.1 local-only',
    ])
    const [first, ...others] = socket(own)
    expect(shown([{ ...first!, exposure: 'exposed' }, ...others])).toEqual([
      '10.0.0.1 exposed',
      '10.0.0.2 +1 unknown',
      '127.0.0.1 +1 local-only',
    ])
    const silent = others.map((row) => (row.address === '::1' ? { ...row, reachable: [] } : row))
    expect(shown([first!, ...silent])).toEqual(['10.0.0.1 +2 unknown', '127.0.0.1 local-only', '::1 local-only'])
  })

  test('the words of a row count its own addresses and claim nothing of others', () => {
    const machine = ['10.77.0.2', '127.0.0.1', '::1', 'fd77::2']
    const apart = socket(machine).map((row) => (row.address === 'fd77::2' ? { ...row, reachable: [] } : row))
    for (const records of [socket(machine), apart]) {
      for (const row of foldRows(records)) {
        const more = row.alsoAt?.length ?? 0
        expect(addressText(row)).toBe(more === 0 ? row.address : `${row.address} +${more}`)
      }
    }
    expect(shown(apart)).toEqual(['10.77.0.2 unknown', '127.0.0.1 +1 local-only', 'fd77::2 unknown'])
  })

  test('sockets of one process are folded, those of processes that cannot be seen are not', () => {
    const at = (address: string, pid: number | null) => socket([address], { bind: 'interface', address, pid })
    expect(shown([...at('10.0.0.1', 7), ...at('10.0.0.2', 7)])).toEqual(['10.0.0.1 +1 unknown'])
    expect(foldRows([...at('10.0.0.1', 7), ...at('10.0.0.2', 8)])).toHaveLength(2)
    expect(foldRows([...at('10.0.0.1', null), ...at('10.0.0.2', null)])).toHaveLength(2)
  })

  test('another namespace is never mixed with ours', () => {
    const theirs = socket(['127.0.0.1', '::1'], { netns: 'blue', bind: 'loopback' })
    const other = socket(['127.0.0.1'], { netns: 'green', bind: 'loopback' })
    expect(shown([...socket(own), ...theirs, ...other])).toEqual([
      '10.0.0.1 +2 unknown',
      '127.0.0.1 +1 local-only',
      '127.0.0.1 +1 local-only',
      '127.0.0.1 local-only',
    ])
  })

  test('no record is lost, whatever they are', () => {
    const rows = foldRows([...goldenCheck, ...socket(own), ...socket(own, { pid: null })])
    expect(rows.reduce((sum, { alsoAt = [] }) => sum + 1 + alsoAt.length, 0)).toBe(goldenCheck.length + 10)
  })
})
