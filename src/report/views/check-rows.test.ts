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

const own4 = ['10.0.0.1', '10.0.0.2', '127.0.0.1']
const own = [...own4, '::1', 'fd00::1']
const shown = (records: readonly CheckRecord[]) => foldRows(records).map((row) => `${addressText(row)} ${row.exposure}`)

describe('rows of a check', () => {
  test('a wildcard socket is one row, loopback included', () => {
    expect(shown(socket(own))).toEqual(['all 5 own addresses unknown'])
    const only4 = socket(own4, { bind: 'all', address: '0.0.0.0', pid: 99 }, { port: 23 })
    expect(shown([...only4, ...socket(own)])).toEqual([
      'all 3 own IPv4 addresses unknown',
      'all 5 own addresses unknown',
    ])
  })

  test('an address that another socket has taken is not counted in', () => {
    const specific = socket(['10.0.0.1'], { bind: 'interface', address: '10.0.0.1', pid: 7 })
    expect(shown([...socket(own.slice(1)), ...specific])).toEqual(['10.0.0.2 +3 unknown', '10.0.0.1 unknown'])
  })

  test('what differs in its verdict stays apart, and then loopback does too', () => {
    const [first, ...others] = socket(own)
    expect(shown([{ ...first!, exposure: 'exposed' }, ...others])).toEqual([
      '10.0.0.1 exposed',
      '10.0.0.2 +1 unknown',
      '127.0.0.1 +1 local-only',
    ])
    const silent = others.map((row) => (row.address === '::1' ? { ...row, reachable: [] } : row))
    expect(shown([first!, ...silent])).toEqual(['10.0.0.1 +2 unknown', '127.0.0.1 local-only', '::1 local-only'])
  })

  test('the first address is never a loopback one when there are others', () => {
    expect(shown(socket(['127.0.0.1', '192.168.1.1', '::1']))).toEqual(['all 3 own addresses unknown'])
    expect(foldRows(socket(['127.0.0.1', '192.168.1.1']))[0]).toMatchObject({ address: '192.168.1.1' })
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
      'all 5 own addresses unknown',
      '127.0.0.1 +1 local-only',
      '127.0.0.1 local-only',
    ])
  })

  test('no record is lost, whatever they are', () => {
    const rows = foldRows([...goldenCheck, ...socket(own), ...socket(own, { pid: null })])
    expect(rows.reduce((sum, { alsoAt = [] }) => sum + 1 + alsoAt.length, 0)).toBe(goldenCheck.length + 10)
  })
})
