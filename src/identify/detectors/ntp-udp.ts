import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const SERVER = 4
const CONTROL = 6
const READ_VARIABLES = 2
const RESPONSE = 0x80
const header = 48
const controlHeader = 12
const leaps = ['none', 'last minute has 61 seconds', 'last minute has 59 seconds', 'not synchronised']

/** What `ntpq -c readvar` sends: read the variables of the system itself. */
const readVariables = bytes(0x10 | CONTROL, READ_VARIABLES, new Uint8Array(10))

const version = linear(String.raw`version="ntpd (?:ntpsec-)?(\d[\w.]*)`)

export default defineDetector({
  id: 'ntp-udp',
  transport: 'udp',
  summary: 'time servers',
  source: 'RFC 5905 section 7.3; mode 6 (read variables, read-only) as RFC 9327 sections 2 and 3',
  ports: [123],
  specificity: 60,
  safety: 'query',
  payload: 'ntp',
  elsewhere: 4,
  match(reply) {
    const first = reply.u8(0)
    const [leap, number, mode] = [first >> 6, (first >> 3) & 7, first & 7]
    const stratum = reply.u8(1)
    const hasTime = reply.u32(40) > 0
    if (reply.length < header || mode !== SERVER || number < 1 || number > 4 || stratum > 16 || !hasTime) return null
    const facts = { ntpVersion: number, stratum, leap: leaps[leap], reference: reference(reply, stratum) }
    return { protocol: 'ntp', facts }
  },
  async converse(conversation, match) {
    const reply = await conversation.ask(readVariables)
    const isAnswer = (reply.u8(0) & 7) === CONTROL && reply.u8(1) === (RESPONSE | READ_VARIABLES)
    return isAnswer ? { ...match, ...told(reply.slice(controlHeader), match) } : match
  },
  examples: [
    {
      // chrony 4.3 with a local clock of stratum 8; the answer to readvar in the layout of RFC 9327.
      reply: hex('240800e700000000000000007f7f0101eead97bd23327bc27f288427c727b19feead97be8b586bfdeead97be8c848a2e'),
      talk: [
        '\x16\x82\0\0\x06\x15\0\0\0\0\0\x50version="ntpd 4.2.8p15@1.3728-o Wed Sep 23 11:46:38 UTC 2020 (1)", processor="x86_64", system="Linux/5.10.0"',
      ],
      expect: {
        protocol: 'ntp',
        product: 'ntpd',
        version: '4.2.8p15',
        os: 'Linux/5.10.0',
        facts: { stratum: 8, reference: '127.127.1.1', control: true },
      },
    },
    {
      // ntpsec that has no source yet.
      reply: hex('e40000e90000000000000013494e4954000000000000000086db6d123b71639deead96293c650751eead96293c689504'),
      expect: {
        protocol: 'ntp',
        facts: { ntpVersion: 4, stratum: 0, leap: 'not synchronised', reference: 'INIT' },
      },
    },
  ],
})

/** A kiss code, a clock's name, or the IPv4 address of the source (a hash of an IPv6 address looks the same). */
function reference(reply: Reply, stratum: number): string {
  if (stratum < 2)
    return reply
      .slice(12, 16)
      .replaceAll(/[^\x20-\x7e]/g, '')
      .trim()
  return [12, 13, 14, 15].map((at) => reply.u8(at)).join('.')
}

function told(variables: string, { facts }: Match): Partial<Match> {
  const system = /system="([^"]{1,100})"/.exec(variables)?.[1]
  const number = version.exec(variables)?.[1]
  const isNtpsec = variables.includes('ntpsec')
  if (number === undefined) return { os: system, facts: { ...facts, control: true } }
  return {
    product: isNtpsec ? 'NTPsec' : 'ntpd',
    version: number,
    os: system,
    cpe: [isNtpsec ? cpe('a', 'ntpsec', 'ntpsec', number) : cpe('a', 'ntp', 'ntp', number)],
    facts: { ...facts, control: true },
  }
}
