import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../lab/exec.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import { AckTemplate } from '../src/wire/ack-template.ts'
import { EchoTemplate } from '../src/wire/echo-template.ts'
import type { FrameTemplate } from '../src/wire/frame-template.ts'
import {
  ARP,
  ECHO_REPLY,
  ECHO_REQUEST,
  FrameView,
  ICMP_ERROR,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_SOLICITATION,
  TCP,
  UDP,
} from '../src/wire/frame-view.ts'
import {
  addresses,
  advertisement,
  arpReply,
  echoReply,
  frame,
  icmpPacket,
  macs,
  ndpPacket,
  solicitation,
  synAck,
  tags,
  tcpPacket,
  timeExceeded,
  udpPacket,
  unreachable,
} from '../src/wire/samples.ts'
import { SynTemplate } from '../src/wire/syn-template.ts'
import { UdpTemplate } from '../src/wire/udp-template.ts'
import { readPcap, writePcap } from './pcap-file.ts'
import { tcpdumpWords } from './tcpdump-words.ts'

/** The lines of `tcpdump -r`, one a frame. */
async function linesOf(path: string, ...flags: readonly string[]): Promise<string[]> {
  const { stdout } = await run('tcpdump', ['-nn', '-S', '-t', ...flags, '-r', path])
  return stdout.trim().split('\n')
}

/** Fails when tcpdump's lines do not say of each frame, in this order, what we read in it */
function compare(frames: readonly Uint8Array[], lines: readonly string[], layer: 'ethernet' | 'ip'): void {
  expect(lines).toHaveLength(frames.length)
  const view = new FrameView()
  for (const [i, bytes] of frames.entries()) {
    view.at(bytes, 0, bytes.length, layer)
    let rest = lines[i]!
    for (const word of tcpdumpWords(view)) {
      expect(rest, lines[i]).toContain(word)
      rest = rest.slice(rest.indexOf(word) + word.length)
    }
  }
}

function stamped<T extends FrameTemplate>(template: T, stamp: (template: T, bytes: Uint8Array) => number): Uint8Array {
  const bytes = new Uint8Array(2048)
  template.prime(bytes, 0)
  return bytes.slice(0, stamp(template, bytes))
}

/** What the sender sends, on a link of this layer. */
function probes(family: 4 | 6, layer: 'ethernet' | 'ip'): Uint8Array[] {
  const { ours, theirs } = addresses[family]
  const path = { macs: layer === 'ip' ? null : { source: macs.ours, nextHop: macs.theirs }, source: ours, mtu: 1500 }
  const payload = Uint8Array.of(1, 2, 3)
  return [
    stamped(new SynTemplate(path), (syn, bytes) => syn.stamp(bytes, 0, theirs, 0, 443, 40_000, 0xdeadbeef)),
    stamped(new AckTemplate(path), (ack, bytes) => ack.stamp(bytes, 0, theirs, 0, 443, 40_000, 0xdeadbeef)),
    stamped(new UdpTemplate(path), (udp, bytes) => udp.stamp(bytes, 0, theirs, 0, 4000, 40_000, payload)),
    stamped(new EchoTemplate(path, payload), (echo, bytes) => echo.stamp(bytes, 0, theirs, 0, 0x1234, 7)),
  ]
}

/** What comes back. */
function answers(family: 4 | 6): Uint8Array[] {
  return [
    tcpPacket(family),
    tcpPacket(family, { ...synAck, payload: Uint8Array.of(104, 105) }),
    udpPacket(family, { sourcePort: 4000, destinationPort: 40_000, payload: Uint8Array.of(1) }),
    icmpPacket(family, echoReply(family)),
    icmpPacket(family, unreachable(family, udpPacket(family))),
    ...(family === 6 ? [ndpPacket(advertisement), ndpPacket(solicitation)] : []),
  ]
}

labSuite('wire: held against tcpdump and the kernel', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await createLab('wire')
  })
  afterAll(() => lab.destroy())

  describe.each([4, 6] as const)('what we write, IPv%i', (family) => {
    test.each(['ethernet', 'ip'] as const)('on a link of %s', async (layer) => {
      const packets = answers(family)
      const frames = [...probes(family, layer), ...(layer === 'ip' ? packets : packets.map((each) => frame(each)))]
      const path = join(lab.directory, `${family}-${layer}.pcap`)
      writePcap(path, layer, frames)
      compare(frames, await linesOf(path), layer)
      const wordy = (await linesOf(path, '-vvv')).join('\n')
      expect(wordy).toMatch(/\(correct\)/)
      expect(wordy).toMatch(/udp sum ok/)
      expect(wordy).not.toMatch(/bad|wrong|incorrect|truncated|invalid|\[\|/i)
    })
  })

  test('ARP, VLAN tags, and errors whose quote is cut off', async () => {
    const cut = icmpPacket(4, unreachable(4, tcpPacket(4).slice(0, 28)))
    const frames = [frame(arpReply), frame(tcpPacket(4), tags), frame(tcpPacket(6), tags), frame(cut)]
    const path = join(lab.directory, 'more.pcap')
    writePcap(path, 'ethernet', frames)
    const lines = await linesOf(path, '-e')
    expect(lines[0]).toMatch(/ARP.*Reply 192\.0\.2\.2 is-at 02:00:00:00:00:02/)
    expect(lines[3]).toMatch(/ICMP 192\.0\.2\.1 tcp port 40000 unreachable/)
    expect(lines[1]).toMatch(/802\.1Q-QinQ.*vlan 100, p 5, DEI.*vlan 4094, p 0.*mss 1460/)
    expect(lines[2]).toMatch(/vlan 4094.*Flags \[S\.\]/)
    const exceeded = join(lab.directory, 'exceeded.pcap')
    writePcap(exceeded, 'ip', [icmpPacket(4, timeExceeded(udpPacket(4)))])
    expect((await linesOf(exceeded, '-vvv')).join('\n')).toMatch(/ICMP time exceeded in-transit/)
  })

  test('what the kernel writes', async () => {
    const { client, server } = await pair(lab)
    const path = join(lab.directory, 'kernel.pcap')
    const capture = await client.spawn('tcpdump', ['-i', 'eth0', '-U', '--immediate-mode', '-w', path, '-Z', 'root'], {
      ready: { output: /listening on/ },
    })
    await server.listen({ tcp: [80] })
    for (const address of ['10.9.0.2', 'fd09::2']) await talk(client, address)
    const ofEachFamily = [4, 6].flatMap((family) =>
      [TCP, UDP, ICMP_ERROR, ECHO_REQUEST, ECHO_REPLY].map((kind) => `${kind}/${family}`),
    )
    const wanted = [...ofEachFamily, `${ARP}/4`, `${NEIGHBOUR_SOLICITATION}/6`, `${NEIGHBOUR_ADVERTISEMENT}/6`]
    await waitFor('a frame of every kind in both families', () => {
      const kinds = new Set(statSync(path).size < 24 ? [] : kindsOf(readPcap(path)))
      return wanted.every((kind) => kinds.has(kind))
    })
    await capture.stop()
    compare(readPcap(path), await linesOf(path), 'ethernet')
  })
})

/** `kind/family` of each frame. */
function kindsOf(frames: readonly Uint8Array[]): string[] {
  const view = new FrameView()
  return frames.map((bytes) => `${view.at(bytes, 0, bytes.length, 'ethernet')}/${view.family}`)
}

/** An open and a closed TCP port, a closed UDP port, and an echo. */
async function talk(client: Host, address: string): Promise<void> {
  const speak = `
    exec 3<>/dev/tcp/${address}/80; echo hello >&3; exec 3>&-
    (exec 3<>/dev/tcp/${address}/81) 2>/dev/null
    echo hello > /dev/udp/${address}/4000`
  await client.exec('bash', ['-c', speak])
  const family = address.includes(':') ? ['-6'] : []
  await client.exec('nmap', [...family, '-n', '-sn', '-PE', '--send-ip', '--disable-arp-ping', address])
}
