// A machine with two ways to the Internet, of which routing tables of their own answer: packets come in by both.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import type { CheckRecord } from '../src/model/check-record.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'

const rules = `table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iifname "lo" accept
    iifname "eth1" ip saddr 203.0.113.0/24 tcp dport 22 accept
    iifname "eth0" ip saddr 203.0.113.0/24 tcp dport 23 accept
    tcp sport 53 tcp dport 24 accept
  }
}
`

labSuite('check of a machine with two ways to the Internet', () => {
  let lab: Lab
  let second: Host
  let rows: CheckRecord[]

  beforeAll(async () => {
    lab = await createLab('ways-in')
    const server = await lab.host('server')
    const first = await lab.host('first')
    second = await lab.host('second')
    await server.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 })
    await lab.link(server, first, { a: '192.0.2.1/24', b: '192.0.2.254/24' })
    await lab.link(server, second, { a: '198.51.100.1/24', b: '198.51.100.254/24' })
    await server.route('default', '192.0.2.254')
    await server.ip('route add default via 198.51.100.254 table 100\nrule add from 198.51.100.1 lookup 100')
    await server.sysctl({
      'net.ipv4.conf.all.rp_filter': 1,
      'net.ipv4.conf.eth0.rp_filter': 1,
      'net.ipv4.conf.eth1.rp_filter': 1,
    })
    await second.address('203.0.113.7/32', 'lo')
    await server.nft(rules)
    await server.listen({ tcp: [22, 23, 24, 25], address: '0.0.0.0' })
    const { code, stdout, stderr } = await portreeve(server, ['check', '-f', 'jsonl'])
    expect([code, complaints(stderr)]).toEqual([0, ''])
    rows = recordsOf<CheckRecord>(stdout)
  }, 120_000)
  afterAll(() => lab?.destroy())

  const rowAt = (address: string, port: number) => rows.find((row) => row.address === address && row.port === port)!
  const isConnected = async (address: string, port: number, from: string) => {
    const script = `const s = require('net').connect({ host: '${address}', port: ${port}, localAddress: '${from.split(':')[0]}', localPort: ${from.split(':')[1]} })
      s.setTimeout(1000, () => process.exit(1)).on('error', () => process.exit(1)).on('connect', () => process.exit(0))`
    return (await second.exec(process.execPath, ['-e', script], { anyExit: true })).code === 0
  }

  it('who comes in by the second one gets in there, and not where only the first lets in', async () => {
    expect(rowAt('198.51.100.1', 22).exposure).toBe('exposed')
    expect(rowAt('198.51.100.1', 22).why).toContain('203.0.113.0/24 by eth1: yes')
    expect(await isConnected('198.51.100.1', 22, '203.0.113.7:0')).toBe(true)
    expect(rowAt('198.51.100.1', 23).exposure).toBe('blocked')
    expect(await isConnected('198.51.100.1', 23, '203.0.113.7:0')).toBe(false)
  })

  it('reverse path filtering refuses the other way', async () => {
    expect(rowAt('192.0.2.1', 22).exposure).toBe('blocked')
    expect(rowAt('192.0.2.1', 23).exposure).toBe('exposed')
  })

  it('who picks the port of a name server gets in', async () => {
    expect(rowAt('198.51.100.1', 24).why).toContain('with source port 53: yes')
    expect([rowAt('198.51.100.1', 24).exposure, rowAt('198.51.100.1', 25).exposure]).toEqual(['exposed', 'blocked'])
    expect(await isConnected('198.51.100.1', 24, '203.0.113.7:53')).toBe(true)
    expect(await isConnected('198.51.100.1', 24, '203.0.113.7:0')).toBe(false)
  })
})
