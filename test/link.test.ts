import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../lab/exec.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { type Pair, pair } from '../lab/topologies.ts'
import { inNetworkNamespace } from '../src/libc/netns.ts'
import { close } from '../src/libc/socket.ts'
import { FrameBatch } from '../src/link/frame-batch.ts'
import type { Link } from '../src/link/link.ts'
import { openPacketLink } from '../src/link/packet-link.ts'
import { openPacketSockets, type PacketSocketOptions } from '../src/link/packet-sockets.ts'
import { pcapLink } from '../src/link/pcap.ts'
import { openRawIpLink } from '../src/link/raw-ip-link.ts'
import { ethernetFrame, ipv4Packet, ipv6Packet, tcpReset } from './frames.ts'
import { fill, linkContract, receiveFrames } from './link-contract.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

const ports = [{ first: 40_000, last: 40_999 }]
const small = { interface: 'eth0', ports, ringBytes: 4 << 20 }

/** Opens sockets in the network of a host; they stay there. */
function on<T>(host: Host, open: () => T): T {
  return inNetworkNamespace(`/run/netns/${host.namespace}`, open)
}

function packetLinkOf(host: Host, options: Partial<PacketSocketOptions> = {}): Link {
  const link = on(host, () => openPacketLink({ ...small, ...options }))
  onTestFinished(() => link.close())
  return link
}

/** A RST with its number as sequence number, padded to `length` bytes from the IP header on. */
function packet(n: number, length: number, version: 4 | 6 = 4, addresses: object = {}): Uint8Array {
  const payload = new Uint8Array(Math.max(20, length - (version === 4 ? 20 : 40)))
  payload.set(tcpReset(40_000 + (n % 1000), n))
  return version === 4 ? ipv4Packet({ payload, ...addresses }) : ipv6Packet({ payload, ...addresses })
}

const ethernet = (n: number, length: number) => ethernetFrame(0x0800, packet(n, length - 14))

labSuite('packet links on a cable', () => {
  let lab: Lab
  let hosts: Pair
  beforeAll(async () => {
    lab = await createLab('link')
    hosts = await pair(lab)
    // What a host tells its neighbours over IPv6 now and then would come in between.
    for (const host of [hosts.client, hosts.server]) await host.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1 })
  })
  afterAll(() => lab.destroy())

  linkContract(
    () => ({
      near: on(hosts.client, () => openPacketLink({ ...small, sendOnly: true })),
      far: on(hosts.server, () => openPacketLink(small)),
    }),
    ethernet,
  )

  test('what the filter should keep out stays out, on a real socket', () => {
    const near = packetLinkOf(hosts.client, { sendOnly: true })
    const far = packetLinkOf(hosts.server)
    const icmp = (type: number) => Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0)
    const kept = [
      ethernetFrame(0x0800, ipv4Packet({ payload: tcpReset(40_000) })),
      ethernetFrame(0x0800, ipv4Packet({ payload: tcpReset(40_999), options: new Uint8Array(8).fill(1) })),
      ethernetFrame(0x86dd, ipv6Packet({ payload: tcpReset(40_500) })),
      ethernetFrame(0x0800, ipv4Packet({ payload: icmp(3), protocol: 1 })),
      ethernetFrame(0x86dd, ipv6Packet({ payload: icmp(136), protocol: 58 })),
    ]
    const others = [
      ethernetFrame(0x0800, ipv4Packet({ payload: tcpReset(39_999) })),
      ethernetFrame(0x0800, ipv4Packet({ payload: tcpReset(41_000), options: new Uint8Array(8).fill(1) })),
      ethernetFrame(0x86dd, ipv6Packet({ payload: tcpReset(80) })),
      ethernetFrame(0x0800, ipv4Packet({ payload: icmp(8), protocol: 1 })),
      ethernetFrame(0x88cc, new Uint8Array(50)),
    ]
    near.send(fill(new FrameBatch(), [...others, ...kept, ...others, ethernet(7, 60)]))
    expect(receiveFrames(far, kept.length + 1)).toEqual([...kept, ethernet(7, 60)])
  })

  test('a link does not see what its own host sends', () => {
    const near = packetLinkOf(hosts.client)
    const other = packetLinkOf(hosts.client, { sendOnly: true })
    const far = packetLinkOf(hosts.server)
    near.send(fill(new FrameBatch(), [ethernet(1, 60)]))
    other.send(fill(new FrameBatch(), [ethernet(2, 60)]))
    expect(receiveFrames(far, 2)).toHaveLength(2)
    far.send(fill(new FrameBatch(), [ethernet(3, 60)]))
    expect(receiveFrames(near, 1)).toEqual([ethernet(3, 60)])
  })

  test('a million frames: each one arrived or was counted as dropped', async () => {
    const near = packetLinkOf(hosts.client, { sendOnly: true })
    const far = packetLinkOf(hosts.server, { ringBytes: 16 << 20 })
    const total = 1_000_000
    const batch = fill(
      new FrameBatch(),
      Array.from({ length: 64 }, (_, i) => ethernet(i, 60)),
    )
    const seen = new Uint8Array(total)
    const take = (bytes: Uint8Array, start: number) => {
      // The sequence number, after 14 + 20 + 4 bytes.
      const at = start + 38
      const n = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
      seen[n]!++
    }
    const deadline = performance.now() + 60_000
    let n = 0
    while (n < total && performance.now() < deadline) {
      for (let i = 0; i < batch.capacity; i++) new DataView(batch.bytes.buffer).setUint32(batch.start(i) + 38, n + i)
      n += near.send(batch)
      far.receive(take, 0)
    }
    const arrivedOrDropped = () => far.counters.received + far.counters.dropped
    while (arrivedOrDropped() < total && performance.now() < deadline) far.receive(take, 50)
    expect(near.counters.sent).toBe(total)
    expect(arrivedOrDropped()).toBe(total)
    expect(seen.reduce((sum, times) => sum + times, 0)).toBe(far.counters.received)
    expect(seen.every((times) => times <= 1)).toBe(true)
  })

  test('a ring that is too small loses frames, and says how many', () => {
    const near = packetLinkOf(hosts.client, { sendOnly: true })
    const far = packetLinkOf(hosts.server, { ringBytes: 2 << 20 })
    const batch = fill(
      new FrameBatch(),
      Array.from({ length: 64 }, (_, i) => ethernet(i, 1500)),
    )
    const total = 64 * 100
    while (near.counters.sent < total) near.send(batch)
    const deadline = performance.now() + 20_000
    while (far.counters.received + far.counters.dropped < total && performance.now() < deadline)
      far.receive(() => {}, 50)
    expect(far.counters.dropped).toBeGreaterThan(0)
    expect(far.counters.received + far.counters.dropped).toBe(total)
  })

  test('a descriptor that was opened before serves a child without any rights', async () => {
    const sockets = on(hosts.server, () => openPacketSockets(small))
    // It runs as nobody: no capability is left.
    const [program = '', ...words] = hosts.server.prefix('65534')
    const script = fileURLToPath(new URL('./packet-link-child.ts', import.meta.url))
    const given = JSON.stringify({ ...sockets, send: 3, receive: 4 })
    const child = spawn(
      program,
      [...words, process.execPath, '--import', import.meta.resolve('tsx'), script, given, '640'],
      {
        stdio: ['ignore', 'pipe', 'inherit', sockets.send, sockets.receive],
      },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    close(sockets.send)
    if (sockets.receive !== null) close(sockets.receive)
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('ready')
    const near = packetLinkOf(hosts.client, { sendOnly: true })
    const batch = fill(
      new FrameBatch(),
      Array.from({ length: 64 }, (_, i) => ethernet(i, 60)),
    )
    for (let k = 0; k < 10; k++) expect(near.send(batch)).toBe(64)
    const { value } = await lines.next()
    expect(JSON.parse(String(value))).toEqual({ sent: 0, received: 640, dropped: 0, uid: 65_534 })
  })

  test('an interface that is not there, and one that goes away', async () => {
    expect(() => on(hosts.client, () => openPacketLink({ ...small, interface: 'eth9' }))).toThrow(/ENODEV/)
    await lab.link(hosts.client, hosts.server)
    const link = packetLinkOf(hosts.client, { interface: 'eth1' })
    await hosts.client.ip('link del eth1')
    expect(() => link.send(fill(new FrameBatch(), [ethernet(1, 60)]))).toThrow(/ENXIO|ENODEV|ENETDOWN/)
  })

  test('a closed link neither sends nor receives', () => {
    const batch = fill(new FrameBatch(), [ethernet(1, 60)])
    for (const link of [packetLinkOf(hosts.client), on(hosts.client, () => openRawIpLink(small))]) {
      link.close()
      expect(() => link.send(batch)).toThrow(/EBADF/)
      expect(() => link.receive(() => {}, 0)).toThrow(/EBADF/)
    }
  })

  test('links that are opened and closed leave no descriptor and no memory behind', async () => {
    for (let k = 0; k < 50; k++) {
      const link = on(hosts.client, () => openPacketLink(small))
      link.receive(() => {}, 0)
      link.close()
    }
    const { stdout } = await hosts.client.exec('cat', ['/proc/net/packet'])
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })

  test('tcpdump reads what a pcap link wrote', async () => {
    const path = join(lab.directory, 'link.pcap')
    const near = pcapLink(
      on(hosts.client, () => openPacketLink(small)),
      openSync(path, 'w'),
    )
    const far = packetLinkOf(hosts.server)
    near.send(fill(new FrameBatch(), [ethernet(1, 60), ethernet(2, 60)]))
    far.send(fill(new FrameBatch(), [ethernetFrame(0x86dd, packet(3, 60, 6))]))
    expect(receiveFrames(near, 1)).toHaveLength(1)
    near.close()
    const { stdout } = await run('tcpdump', ['-nn', '-tt', '--nano', '-r', path])
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => line.replace(/^\d+\.\d{9} /, '').split(':  ')[0])).toEqual([
      expect.stringMatching(/^IP 10\.9\.0\.1\.80 > 10\.9\.0\.2\.40001: Flags \[R\], seq 1/),
      expect.stringMatching(/^IP 10\.9\.0\.1\.80 > 10\.9\.0\.2\.40002: Flags \[R\], seq 2/),
      expect.stringMatching(/^IP6 fd09::1\.80 > fd09::2\.40003: Flags \[R\], seq 3/),
    ])
  })
})

labSuite('a packet link on a tunnel, whose frames have no header before IP', () => {
  let lab: Lab
  let host: Host
  let tunnel: Tunnel
  beforeAll(async () => {
    lab = await createLab('tunnel')
    host = await lab.host('client')
    await host.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1 })
    tunnel = on(host, () => openTunnel('tun0'))
    await host.ip('link set tun0 up')
  })
  afterAll(async () => {
    tunnel.end()
    await lab.destroy()
  })

  const open = () => on(host, () => openPacketLink({ ...small, interface: 'tun0' }))
  const either = (n: number, length: number) => packet(n, length, n % 2 === 0 ? 4 : 6)

  describe('out', () => linkContract(() => ({ near: open(), far: tunnel.link() }), either))
  describe('in', () => linkContract(() => ({ near: tunnel.link(), far: open() }), either))
})

labSuite('raw IP to own addresses', () => {
  let lab: Lab
  let host: Host
  beforeAll(async () => {
    lab = await createLab('own')
    host = (await pair(lab)).client
  })
  afterAll(() => lab.destroy())

  const loopback = [...new Array<number>(15).fill(0), 1]
  const own6 = [0xfd, 0x09, ...new Array<number>(13).fill(0), 1]
  const both = (address: readonly number[]) => ({ source: address, destination: address })
  const own = {
    '127.0.0.1': (n: number, length: number) => packet(n, length, 4, both([127, 0, 0, 1])),
    '10.9.0.1': (n: number, length: number) => packet(n, length, 4, both([10, 9, 0, 1])),
    '::1': (n: number, length: number) => packet(n, length, 6, both(loopback)),
    'fd09::1': (n: number, length: number) => packet(n, length, 6, both(own6)),
    'all in turn': (n: number, length: number): Uint8Array =>
      n % 3 === 0 ? packet(n, length, 6, both(own6)) : packet(n, length, 4, both([10, 9, 0, 1])),
  }

  describe.each(Object.entries(own))('%s', (_, make) => {
    linkContract(() => {
      const link = on(host, () => openRawIpLink({ ports, ringBytes: 4 << 20 }))
      return { near: link, far: link }
    }, make)
  })

  test('a listener answers', async () => {
    const listeners = await host.listen({ tcp: [80] })
    onTestFinished(() => listeners.stop())
    const link = on(host, () => openRawIpLink({ ports, ringBytes: 4 << 20 }))
    onTestFinished(() => link.close())
    const syn = tcpReset(80)
    new DataView(syn.buffer).setUint16(0, 40_123)
    syn[13] = 2
    // The checksum of a packet to ourselves is checked: over the pseudo header (RFC 9293 §3.1), the header, and nothing else.
    const sum = [...syn, 10, 9, 0, 1, 10, 9, 0, 1, 0, 6, 0, 20].reduce(
      (sum, byte, i) => sum + (i % 2 ? byte : byte << 8),
      0,
    )
    new DataView(syn.buffer).setUint16(16, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff)
    link.send(fill(new FrameBatch(), [ipv4Packet({ payload: syn, ...both([10, 9, 0, 1]) })]))
    const [answer] = receiveFrames(link, 1)
    expect(answer?.[0]).toBe(0x45)
    expect(answer?.[33], 'SYN and ACK').toBe(0x12)
  })

  test('an address of somebody else’s, unreachable or refused, is not taken silently', async () => {
    const link = on(host, () => openRawIpLink({ ports, ringBytes: 4 << 20 }))
    onTestFinished(() => link.close())
    const away = packet(1, 60, 4, { destination: [192, 0, 2, 1] })
    expect(() => link.send(fill(new FrameBatch(), [away]))).toThrow(/ENETUNREACH/)
    const mixed = [packet(1, 60, 4, both([10, 9, 0, 1])), away]
    const batch = fill(new FrameBatch(), mixed)
    expect(link.send(batch)).toBe(1)
    batch.removeFirst(1)
    expect(() => link.send(batch)).toThrow(/ENETUNREACH/)
  })
})
