// What the scan's own packets were answered with is of use to whoever asks on.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import type { ScanRecord } from '../src/model/scan-record.ts'
import { portreeve, recordsOf } from './cli-program.ts'

const sip = 'SIP/2.0 200 OK\r\nServer: kamailio (5.6.3)\r\nContent-Length: 0\r\n\r\n'
const [port, longPort] = [5060, 5061]
const [sshPort, namelessPort] = [2222, 2121]

labSuite('what answered the scan', () => {
  let lab: Lab
  let client: Host
  let server: Host

  beforeAll(async () => {
    lab = await createLab('scan-answers')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: [sshPort], answer: { banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n' } })
    await server.listen({ tcp: [namelessPort], answer: { banner: '220 ready\r\n' } })
    await server.listen({ udp: [port], answer: { banner: sip } })
    // Longer than the link carries: it comes in fragments.
    await server.listen({ udp: [longPort], answer: { banner: sip.padEnd(3_000) } })
  })
  afterAll(() => lab.destroy())

  /** Scans, and gives the service with how many datagrams came to the port. */
  async function scanned(engine: string, address: string, udpPort: number, ...more: string[]) {
    await server.nft(`table inet count {}
delete table inet count
table inet count {
  counter datagrams {}
  chain input {
    type filter hook input priority 0; policy accept;
    udp dport ${udpPort} counter name datagrams
  }
}
`)
    const words = ['scan', '-sU', '-p', `U:${udpPort}`, '--engine', engine, '--retries', '0', '-f', 'jsonl', ...more]
    const { code, stdout, stderr } = await portreeve(client, [...words, address])
    expect(code, stderr).toBe(0)
    const record = recordsOf<ScanRecord>(stdout).find(({ state }) => state === 'open')
    const { stdout: counted } = await server.exec('nft', ['list', 'counter', 'inet', 'count', 'datagrams'])
    return { service: record?.service, datagrams: Number(/packets (\d+)/.exec(counted)?.[1]) }
  }

  const known = (asked: readonly string[], answeredTo: string) => ({
    ...{ protocol: 'sip', product: 'Kamailio', version: '5.6.3' },
    evidence: { behaviour: 'answers', asked, answeredTo, connections: asked.length },
  })

  it.each([
    ['raw', '10.9.0.2'],
    ['raw', 'fd09::2'],
    ['connect', '10.9.0.2'],
  ])('a datagram is not sent again: %s to %s', async (engine, address) => {
    const { service, datagrams } = await scanned(engine, address, port)
    expect(service).toMatchObject(known([], 'scan'))
    expect(datagrams).toBe(1)
  })

  it('a datagram is sent again when the answer was not seen whole', async () => {
    const inParts = await scanned('raw', '10.9.0.2', longPort, '--intensity', '1')
    expect(inParts.service?.evidence).toMatchObject({ answeredTo: expect.not.stringMatching('scan') })
    expect(inParts.datagrams).toBeGreaterThan(1)
    const whole = await scanned('connect', '10.9.0.2', longPort, '--intensity', '1')
    expect([whole.service?.evidence.answeredTo, whole.datagrams]).toEqual(['scan', 1])
  })

  /** The hints of the system behind the two TCP ports. */
  async function systems(from: Host, engine: string, address: string) {
    const words = [
      'scan',
      '-p',
      `${sshPort},${namelessPort}`,
      '--engine',
      engine,
      '--intensity',
      '0',
      '-f',
      'jsonl',
      address,
    ]
    const { code, stdout, stderr } = await portreeve(from, words)
    expect(code, stderr).toBe(0)
    const records = recordsOf<ScanRecord>(stdout)
    return [sshPort, namelessPort].map((port) => records.find((record) => record.port === port)?.service?.os)
  }

  const debian = { name: 'Debian 12', confidence: 0.8, from: ['service'] }
  const packet = expect.stringMatching(/^SYN-ACK: TTL 64, window \d+, options MSS NOP NOP SACK NOP WS$/) as string

  it.each(['10.9.0.2', 'fd09::2'])('a SYN-ACK of this kernel at %s is one of Linux', async (address) => {
    expect(await systems(client, 'raw', address)).toEqual([
      { ...debian, confidence: 0.92, from: ['service', packet] },
      { name: 'Linux', confidence: 0.6, from: [packet] },
    ])
  })

  it('so it is on an own address', async () => {
    expect(await systems(server, 'raw', '10.9.0.2')).toMatchObject([{ confidence: 0.92 }, { name: 'Linux' }])
  })

  it('connections show no packet: a system is what the service names', async () => {
    expect(await systems(client, 'connect', '10.9.0.2')).toEqual([debian, null])
  })

  it('the same with the TTL of another system is nobody', async () => {
    await server.sysctl({ 'net.ipv4.ip_default_ttl': 128 })
    expect(await systems(client, 'raw', '10.9.0.2')).toEqual([debian, null])
  })
})
