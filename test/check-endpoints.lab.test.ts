// A check of some endpoints only, and what of a machine it must not overlook: devices without a carrier, sockets of one device, traffic control.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import type { CheckRecord } from '../src/model/check-record.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'

/** Listens on all addresses of both families, of one device. */
const ofOneDevice = `
use strict; use Socket qw(:DEFAULT pack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY); $| = 1;
socket(my $socket, PF_INET6, SOCK_STREAM, 0) or die $!;
setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, pack('i', 0)) or die $!;
setsockopt($socket, SOL_SOCKET, 25, 'eth0') or die $!; # SO_BINDTODEVICE, asm-generic/socket.h
bind($socket, pack_sockaddr_in6(4444, Socket::IN6ADDR_ANY)) && listen($socket, 16) or die $!;
print "ready\\n"; sleep 600;
`

const rules = `table inet f {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    tcp dport 22 limit rate 3/minute accept
    tcp dport 80 limit rate 3/minute log
    tcp dport { 80, 443, 4444, 6000-6100 } accept
  }
}
`

labSuite('a check of some endpoints', () => {
  let lab: Lab
  let machine: Host

  beforeAll(async () => {
    lab = await createLab('some')
    machine = await lab.host('machine')
    const [left, right] = [await lab.host('left'), await lab.host('right')]
    await lab.link(machine, left, { a: ['10.9.0.2/24', 'fd09::2/64'] })
    await lab.link(machine, right, { a: '10.7.0.2/24' })
    await machine.ip('link add br0 type bridge\naddr add 10.55.0.1/24 dev br0\nlink set br0 up')
    await machine.nft(rules)
    await machine.listen({ tcp: [22, 80, 443, 6050, 9000], address: '0.0.0.0' })
    await machine.spawn('perl', ['-e', ofOneDevice], { ready: { output: /ready/ } })
  })
  afterAll(() => lab?.destroy())

  async function rowsOf(...words: readonly string[]): Promise<CheckRecord[]> {
    const { code, stdout, stderr } = await portreeve(machine, ['check', ...words, '-f', 'jsonl'])
    expect([code, complaints(stderr)]).toEqual([0, ''])
    return recordsOf<CheckRecord>(stdout).filter(({ listener }) => !listener?.netns)
  }
  const places = (rows: readonly CheckRecord[]) => rows.map(({ address, port }) => `${address} ${port}`).sort()
  const rowAt = (rows: readonly CheckRecord[], address: string) => rows.find((row) => row.address === address)!

  it('has a row of these alone, and says what answers there', async () => {
    const rows = await rowsOf('10.9.0.2:443', '10.7.0.2:22/tcp', ':9000')
    const everywhere = ['10.55.0.1', '10.7.0.2', '10.9.0.2', '127.0.0.1'].map((address) => `${address} 9000`)
    expect(places(rows)).toEqual([...everywhere, '10.7.0.2 22', '10.9.0.2 443'].sort())
    for (const row of rows) expect(row.reachable).toEqual([{ from: 'self', state: 'open' }])
    expect(await rowsOf('10.9.0.2:9001')).toEqual([])
  })

  it.each([
    [['192.0.2.1:22'], '"192.0.2.1:22": 192.0.2.1 is no address of this machine'],
    [['22', 'ssh'], '"ssh" is no endpoint of this machine'],
    [['192.0.2.1'], 'of another machine: portreeve scan'],
    [['10.9.0.2:0'], '"10.9.0.2:0" is outside of 1 to 65535'],
  ])('refuses %j in one line', async (words, complaint) => {
    const { code, stdout, stderr } = await portreeve(machine, ['check', ...words])
    expect([code, stdout, complaints(stderr).trimEnd().split('\n').length]).toEqual([2, '', 1])
    expect(stderr).toContain(complaint)
  })

  it('knows the addresses of a device without a carrier', async () => {
    expect(rowAt(await rowsOf('443'), '10.55.0.1')).toMatchObject({ listening: true, exposure: 'exposed' })
  })

  it('has rows of both families for a socket of one device that takes both', async () => {
    const rows = (await rowsOf('4444')).filter(({ listening }) => listening)
    expect(places(rows)).toContain('10.9.0.2 4444')
    expect(places(rows)).toContain('fd09::2 4444')
    expect(places(rows)).not.toContain('10.7.0.2 4444')
    expect(rowAt(rows, '10.9.0.2').listener).toMatchObject({ bind: 'interface', interface: 'eth0', dualStack: true })
  })

  it('of a source has rows of its family alone, and says so', async () => {
    const { stdout } = await portreeve(machine, ['check', '4444', '--source', '10.9.0.1', '-f', 'json'])
    const { records, summary } = JSON.parse(stdout) as { records: CheckRecord[]; summary: { notes: string[] } }
    const own = records.filter(({ listener }) => !listener?.netns)
    expect(own.filter(({ address }) => address.includes(':'))).toEqual([])
    expect(rowAt(own, '10.9.0.2').exposure).toBe('exposed')
    expect(summary.notes.join()).toContain('IPv6 addresses are left out: 10.9.0.1 is of IPv4')
  })

  it('says that who comes too often is not let in, where that is so', async () => {
    expect(rowAt(await rowsOf('22'), '10.9.0.2').why).toContain('yes, limited (')
    expect(rowAt(await rowsOf('80'), '10.9.0.2').why).not.toContain('limited')
  })

  it('has one row for the ports of a range that nobody serves', async () => {
    const rows = await rowsOf('10.9.0.2:5990-6110/tcp')
    const unused = { listening: false, exposure: 'unused-rule', category: 'other' }
    const byPort = [...rows].sort((a, b) => a.port - b.port)
    expect(byPort).toMatchObject([
      { ...unused, port: 6000, lastPort: 6049 },
      { port: 6050, listening: true },
      { ...unused, port: 6051, lastPort: 6100 },
    ])
    const table = await portreeve(machine, ['check', '10.9.0.2:5990-6110/tcp'])
    expect(table.stdout).toContain('6000-6049/tcp')
    const part = (await rowsOf('10.9.0.2:6090-6110/tcp')).map(({ port, lastPort }) => [port, lastPort])
    expect(part).toEqual([[6090, 6100]])
  })

  it('does not judge what a filter of traffic control sees first', async () => {
    const tc = (words: string) => machine.exec('tc', words.split(' '))
    await tc('qdisc add dev eth1 clsact')
    expect(rowAt(await rowsOf('443'), '10.7.0.2').exposure).toBe('exposed')
    await tc(
      'filter add dev eth1 ingress protocol ip u32 match ip dport 443 0xffff action mirred egress redirect dev eth0',
    )
    const seen = (rows: readonly CheckRecord[]) =>
      Object.fromEntries(rowAt(rows, '10.9.0.2').firewall!.map((each) => [each.ingress, each.reason ?? each.verdict]))
    const others = { eth0: 'accept', br0: 'accept' }
    expect(seen(await rowsOf('443'))).toEqual({
      ...others,
      eth1: 'a tc filter (u32) on eth1 sees it before the rules do',
    })
    await tc('qdisc del dev eth1 clsact')
    await tc('qdisc add dev eth1 ingress')
    await machine.exec('tc', [...'filter add dev eth1 ingress bpf flowid 1:1 bytecode'.split(' '), '1,6 0 0 0,'])
    expect(seen(await rowsOf('443'))).toEqual({ ...others, eth1: expect.stringContaining('a tc filter (bpf) on eth1') })
  })
})
