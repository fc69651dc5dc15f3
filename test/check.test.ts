// The check command: both sides of a machine that really listens, and what it may not claim.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Outcome } from '../lab/exec.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'

interface Row {
  readonly address: string
  readonly transport: string
  readonly port: number
  readonly listening: boolean
  readonly reachable: readonly { readonly from: string; readonly state: string }[]
  readonly exposure: string
  readonly why: string
  readonly firewall: unknown
  readonly listener: { readonly bind: string; readonly netns: string | null; readonly pid: number } | null
  readonly service: unknown
  readonly category: string
  readonly advice: string | null
}

const loopback = ['127.0.0.1', '::1']

/** Rows of this machine; those of other namespaces are whatever else runs on the computer. */
function ownRows(stdout: string): Row[] {
  return recordsOf<Row>(stdout).filter(({ listener }) => !listener?.netns)
}
const isLoopback = (address: string) => loopback.includes(address)
const answersSelf = [{ from: 'self', state: 'open' }]

labSuite('check', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('check')
  })
  afterAll(() => lab.destroy())

  describe('a machine with two interfaces and both families', () => {
    const addresses = ['127.0.0.1', '::1', '10.9.0.2', 'fd09::2', '10.7.0.2', 'fd07::2']
    const v4 = addresses.filter((address) => !address.includes(':'))
    const v6 = addresses.filter((address) => address.includes(':'))
    let run: Outcome
    let rows: Row[]

    beforeAll(async () => {
      const [machine, left, right] = [await lab.host('machine'), await lab.host('left'), await lab.host('right')]
      await lab.link(machine, left, { a: ['10.9.0.2/24', 'fd09::2/64'] })
      await lab.link(machine, right, { a: ['10.7.0.2/24', 'fd07::2/64'] })
      for (const device of ['eth0', 'eth1'])
        await machine.exec('ip', ['-6', 'addr', 'flush', 'dev', device, 'scope', 'link'])
      await machine.listen({ tcp: [23], address: '0.0.0.0' })
      await machine.listen({ tcp: [80], address: '::' })
      await machine.listen({ tcp: [6379], address: '127.0.0.1' })
      await machine.listen({ tcp: [22], address: '10.7.0.2' })
      await machine.listen({ udp: [40_053], address: '0.0.0.0' })
      const only6 =
        "net.createServer((peer) => peer.on('error', () => {})).listen({ host: '::', port: 8443, ipv6Only: true })"
      await machine.spawn(process.execPath, ['-e', only6], { ready: { tcp: 8443 } })
      run = await portreeve(machine, ['check', '--format', 'jsonl'])
      rows = ownRows(run.stdout)
    })

    const addressesOf = (port: number, transport = 'tcp') =>
      rows.filter((row) => row.port === port && row.transport === transport).map(({ address }) => address)

    test('ends well and says nothing but records', () => {
      expect([run.code, complaints(run.stderr)]).toEqual([0, ''])
    })

    test('one row for each own address, transport and port; a wildcard is expanded', () => {
      expect(addressesOf(23).sort()).toEqual([...v4].sort())
      expect(addressesOf(80).sort()).toEqual([...addresses].sort())
      expect(addressesOf(8443).sort()).toEqual([...v6].sort())
      expect(addressesOf(6379)).toEqual(['127.0.0.1'])
      expect(addressesOf(22)).toEqual(['10.7.0.2'])
      expect(addressesOf(40_053, 'udp').sort()).toEqual([...v4].sort())
      expect(rows).toHaveLength(3 + 6 + 3 + 1 + 1 + 3)
    })

    test('have the names that stay', () => {
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(
          expect.arrayContaining(
            'address transport port listening reachable exposure why firewall listener service category advice'.split(
              ' ',
            ),
          ),
        )
        expect(row).toMatchObject({ listening: true, service: null })
        expect(row.firewall === null).toBe(isLoopback(row.address))
        expect(row.listener!.pid).toBeGreaterThan(0)
        expect(row.reachable).toEqual(answersSelf)
      }
    })

    test('without rules everybody who has a way here reaches it', () => {
      for (const row of rows.filter(({ address }) => isLoopback(address))) expect(row.exposure).toBe('local-only')
      for (const row of rows.filter(({ address }) => !isLoopback(address))) {
        expect(row.exposure).toBe('exposed')
        expect(row.why).toContain(row.address.includes(':') ? 'fd09::/64 (eth0)' : '10.9.0.0/24 (eth0)')
        expect(row.why).toContain('yes (no rule stops it)')
      }
    })

    test('a risky port is risky where others may reach it, and normal when bound to loopback', () => {
      const telnet = rows.find(({ port, address }) => port === 23 && address === '10.9.0.2')!
      expect(telnet).toMatchObject({ category: 'risky', advice: expect.stringContaining('SSH') })
      expect(rows.find(({ port }) => port === 6379)).toMatchObject({
        category: 'normal',
        categoryReason: 'redis is risky; bound to loopback',
      })
    })
  })

  describe('a firewall that lets only loopback in', () => {
    test('answers itself, is blocked, and is filtered from outside', async () => {
      const [machine, other] = [await lab.host('walled'), await lab.host('other')]
      // One family makes three addresses less to walk.
      await machine.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1 })
      await lab.link(machine, other, { a: '10.6.0.2/24', b: '10.6.0.1/24' })
      await machine.listen({ tcp: [22], address: '0.0.0.0' })
      await machine.nft(`table inet f {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
  }
}
`)

      const inside = await portreeve(machine, ['check', '--format', 'jsonl'])
      expect([inside.code, complaints(inside.stderr)]).toEqual([0, ''])
      const row = ownRows(inside.stdout).find(({ address, port }) => address === '10.6.0.2' && port === 22)
      expect(row).toMatchObject({ listening: true, reachable: answersSelf, exposure: 'blocked' })
      expect(row!.why).toBe('from 10.6.0.0/24 (eth0): no (policy of inet f input)')

      const outside = await portreeve(other, [
        'scan',
        '10.6.0.2',
        '-p',
        '22',
        '--no-service',
        '--all-states',
        '-f',
        'jsonl',
      ])
      expect(recordsOf(outside.stdout)).toMatchObject([{ port: 22, state: 'filtered', reason: 'no-response' }])
    })
  })

  test('a machine with link-local addresses is checked to the end', async () => {
    const [machine, other] = [await lab.host('local'), await lab.host('peer')]
    await lab.link(machine, other, { a: 'fd05::2/64' })
    await machine.listen({ tcp: [80, 81, 82, 83] })
    const { code, stdout } = await portreeve(machine, ['check', '--format', 'jsonl'])
    expect(code).toBe(0)
    expect(ownRows(stdout)).toHaveLength(4 * 4) // 127.0.0.1, ::1, fd05::2 and fe80::…%eth0
    for (const row of ownRows(stdout)) expect(row.reachable).toEqual(answersSelf)
  })
})
