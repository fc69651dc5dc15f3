import { dnsQuestion } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { dnsMessage, dnsName } from '../families/dns-message.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const PTR = 12
const SRV = 33
/** Class IN with the unicast-response bit (RFC 6762 section 5.4). */
const IN_UNICAST = 0x8001
const enumeration = '_services._dns-sd._udp.local'
const mostKinds = 3

export default defineDetector({
  id: 'mdns-udp',
  transport: 'udp',
  summary: 'mDNS responders: the services that they announce, and under which names',
  source: 'RFC 6762 sections 5.4, 6.7 and 18, RFC 6763 sections 4, 9 and 10',
  ports: [5353],
  specificity: 85,
  safety: 'query',
  payload: 'mdns',
  match(reply) {
    const message = dnsMessage(reply)
    const isEnumeration = message?.records.some(({ name }) => name.toLowerCase() === enumeration)
    const isAsked = message?.question?.name.toLowerCase() === enumeration
    if (message === null || !(isEnumeration || isAsked)) return null
    const kinds = pointersIn(reply).map((name) => name.replace(/\.local$/, ''))
    return { protocol: 'mdns', facts: { services: kinds.length > 0 ? kinds : undefined } }
  },
  /** Who is behind the first kinds of service: instances and host names. */
  async converse(conversation, match) {
    const { services } = match.facts ?? {}
    const hosts: string[] = []
    const instances: string[] = []
    for (const kind of Array.isArray(services) ? services.slice(0, mostKinds) : []) {
      const header = { id: conversation.random(2), flags: 0 }
      const reply = await conversation.ask(dnsQuestion(header, `${kind}.local`, PTR, IN_UNICAST))
      instances.push(...pointersIn(reply))
      hosts.push(...hostsIn(reply))
    }
    const told = instances.length > 0 ? instances : undefined
    return { ...match, names: [...new Set(hosts)], facts: { ...match.facts, instances: told } }
  },
  examples: [
    {
      // avahi-daemon 0.8.
      reply: hex(
        'ceca84000001000300000000095f7365727669636573075f646e732d7364045f756470056c6f63616c00000c8001c00c000c0001000000',
        '0a00140c5f776f726b73746174696f6e045f746370c023c00c000c00010000000a0007045f6e7574c047c00c000c00010000000a000d0a',
        '5f6170745f70726f7879c047',
      ),
      talk: [
        hex(
          '1234840000010005000000000c5f776f726b73746174696f6e045f746370056c6f63616c00000c8001c00c000c00010000000a001e1b6c',
          '6162686f7374205b36323a31333a61613a37333a30333a65635dc00cc035001000010000000a000100c035002100010000000a00100000',
          '00000009076c6162686f7374c01ec072001c00010000000a0010fe800000000000006013aafffe7303ecc072000100010000000a0004c0',
          '000205',
        ),
      ],
      expect: {
        protocol: 'mdns',
        names: ['labhost.local'],
        facts: {
          services: ['_workstation._tcp', '_nut._tcp', '_apt_proxy._tcp'],
          instances: ['labhost [62:13:aa:73:03:ec]._workstation._tcp.local'],
        },
      },
    },
  ],
})

function pointersIn(reply: Reply): string[] {
  const pointers = (dnsMessage(reply)?.records ?? []).filter(({ type }) => type === PTR)
  return pointers.map(({ start }) => dnsName(reply, start)?.name ?? '').filter((name) => name !== '')
}

/** SRV: priority, weight, port, then the host (RFC 2782). */
function hostsIn(reply: Reply): string[] {
  const services = (dnsMessage(reply)?.records ?? []).filter(({ type }) => type === SRV)
  return services.map(({ start }) => dnsName(reply, start + 6)?.name ?? '').filter((name) => name !== '')
}
