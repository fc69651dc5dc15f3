import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isFragile } from './lookup.ts'
import type { Payload } from './payload.ts'
import { emptyDatagram, payloadsFor } from './payload-index.ts'
import { payloads } from './payloads.gen.ts'

const all: [string, Payload][] = Object.entries(payloads)
const context = { random: (bytes: number) => new Uint8Array(randomBytes(bytes)) }
const documented = readFileSync(new URL('../../docs/udp-payloads.md', import.meta.url), 'utf8')
/** 1,500 bytes of Ethernet less the headers of IPv4 (20) and UDP (8). */
const largestDatagram = 1472

/** How many random bytes a payload asks for in one build. */
function randomBytesOf(payload: Payload): number {
  let asked = 0
  payload.build({
    random(bytes) {
      asked += bytes
      return new Uint8Array(bytes)
    },
  })
  return asked
}

describe.each(all)('payload %s', (file, payload) => {
  it('stands in docs/udp-payloads.md as it is', () => {
    const { protocol, ports, summary, harmless, source } = payload
    expect(documented).toContain(`| ${protocol} | ${ports.join(', ')} | ${summary} | ${harmless} | ${source} |`)
  })

  it('is called as its file', () => expect(payload.protocol).toBe(file))

  it('fits into one packet', () => expect(payload.build(context).length).toBeLessThanOrEqual(largestDatagram))

  it('says where it comes from and why it is harmless', () => {
    expect(payload.source).toMatch(
      /RFC|\[MS-|\[MC-|DSP|3GPP|BEP|Architecture|Protocol|protocol|Valve|RakNet|Discovery|Mumble/,
    )
    expect(payload.harmless.length).toBeGreaterThan(15)
  })

  it('has ports', () => {
    expect(payload.ports.length).toBeGreaterThan(0)
    for (const port of payload.ports) expect(port).toBeGreaterThan(0)
    for (const port of payload.ports) expect(port).toBeLessThan(65536)
    expect(new Set(payload.ports).size).toBe(payload.ports.length)
  })

  it('is sent to no fragile port', () => {
    expect(payload.ports.filter((port) => isFragile('udp', port) !== null)).toEqual([])
  })

  it('differs from call to call where it has something random', () => {
    const builds = Array.from({ length: 20 }, () => Buffer.from(payload.build(context)).toString('hex'))
    if (randomBytesOf(payload) === 0) expect(new Set(builds).size).toBe(1)
    else expect(new Set(builds).size).toBeGreaterThan(1)
  })

  it('keeps its length whatever the random bytes are', () => {
    const lengths = [0x00, 0x7f, 0xff].map(
      (byte) => payload.build({ random: (n) => new Uint8Array(n).fill(byte) }).length,
    )
    expect(new Set(lengths).size).toBeLessThanOrEqual(payload.protocol === 'mgcp' ? 2 : 1)
  })

  it('takes neither nothing nor its own request for an answer', () => {
    expect(payload.isReply?.(new Uint8Array(0))).toBe(false)
    const echoesBack = ['echo', 'daytime', 'chargen', 'qotd', 'time'].includes(payload.protocol)
    if (!echoesBack) expect(payload.isReply?.(payload.build(context))).toBe(sharesRequestForm(payload))
  })
})

/** Protocols in which a request and an answer look alike: both sides of a handshake say hello in the same record. */
function sharesRequestForm(payload: Payload): boolean {
  return ['ike', 'ike-nat-t', 'dtls', 'coaps', 'snmp', 'ws-discovery', 'l2tp'].includes(payload.protocol)
}

describe('payloadsFor', () => {
  it('has at least one payload of each protocol that the scan promises', () => {
    const promised = {
      53: 'dns',
      123: 'ntp',
      161: 'snmp',
      69: 'tftp',
      5060: 'sip',
      5353: 'mdns',
      1900: 'ssdp',
      137: 'netbios-ns',
    }
    const more = {
      389: 'cldap',
      11211: 'memcached',
      443: 'quic',
      500: 'ike',
      3478: 'stun',
      5683: 'coap',
      111: 'rpcbind',
    }
    for (const [port, protocol] of Object.entries({ ...promised, ...more })) {
      expect(payloadsFor(Number(port))[0]?.protocol).toBe(protocol)
    }
  })

  it('orders those that share a port', () => {
    expect(payloadsFor(443).map(({ protocol }) => protocol)).toEqual(['quic', 'dtls'])
    for (let port = 1; port < 65536; port++) {
      const ranks = payloadsFor(port).map(({ rank }) => rank ?? 0)
      if (ranks.length > 1) expect(new Set(ranks).size, `rank on port ${port}`).toBe(ranks.length)
    }
  })

  it('gives an empty datagram where no protocol is known, and always the same list', () => {
    expect(payloadsFor(40_000)).toEqual([emptyDatagram])
    expect(payloadsFor(40_000)).toBe(payloadsFor(40_001))
    expect(payloadsFor(53)).toBe(payloadsFor(53))
    expect(emptyDatagram.build(context)).toHaveLength(0)
  })
})
