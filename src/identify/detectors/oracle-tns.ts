import { bytes, u16, u32 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const [connect, accept, refuse, redirect, resend] = [1, 2, 4, 5, 11]
const header = 58
/** What lsnrctl asks; since Oracle 10g a listener tells strangers no more than its number, and refuses. */
const command = '(DESCRIPTION=(CONNECT_DATA=(COMMAND=version)))'
/** Newer ones leave the number out of that, and tell it to who names no service. */
const nothing = '(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=)))'
const number = linear(String.raw`\(VSNNUM=(\d{1,10})\)`)
const errorCode = linear(String.raw`\(ERR=(\d{1,6})\)`)
const alias = linear(String.raw`\(ALIAS=([\w.$#-]{1,60})\)`)

export default defineDetector({
  id: 'oracle-tns',
  transport: 'tcp',
  summary: 'Listeners of Oracle databases',
  source:
    'Oracle Net Services; python-oracledb (thin): packet types and version numbers; Wireshark: packet-tns.c (layout)',
  ports: [1521, 1522, 1525, 1526],
  tlsPorts: [2484],
  specificity: 90,
  safety: 'query',
  elsewhere: 6,
  hello: () => connectPacket(command),
  isWhole: (reply) => reply.u16(0) > 0 && reply.length >= reply.u16(0),
  match(reply) {
    const isPacket = reply.u16(0) === reply.length && reply.u16(2) === 0 && reply.u16(6) === 0 && reply.u8(5) <= 0x20
    const kind = reply.u8(4)
    if (!isPacket || ![accept, refuse, redirect, resend].includes(kind)) return null
    if (kind === resend) return reply.length === 8 ? listener(undefined, {}) : null
    const told = reply.slice(8, 1_000)
    const isListener = told.includes('(DESCRIPTION=') || told.includes('(VSNNUM=') || told.includes('(ADDRESS=')
    if (isListener) return learned(reply)
    // Accepted: its version and the lowest that it goes with, in hundreds.
    return kind === accept && reply.u16(8) >= 300 && reply.u16(8) < 330 ? listener(undefined, {}) : null
  },
  async converse(conversation, match, reply) {
    const again = reply.u8(4) === resend ? learned(await conversation.ask(connectPacket(command))) : match
    if (again.version !== undefined || !(await conversation.reconnect())) return again
    const other = learned(await conversation.ask(connectPacket(nothing)))
    return other.version === undefined ? again : { ...again, version: other.version, cpe: other.cpe }
  },
  examples: [
    {
      reply:
        '\0\x65\0\0\x04\0\0\0\x22\0\0\x59(DESCRIPTION=(TMP=)(VSNNUM=186647040)(ERR=1189)(ERROR_STACK=(ERROR=(CODE=1189)(EMFI=4))))',
      talk: [],
      expect: {
        protocol: 'oracle-tns',
        version: '11.2.0.2.0',
        cpe: ['cpe:2.3:a:oracle:database_server:11.2.0.2.0:*:*:*:*:*:*:*'],
        facts: { error: 1189 },
      },
    },
    {
      reply: '\0\x41\0\0\x04\0\0\0\x22\0\0\x35(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=0)(ALIAS=LISTENER))',
      talk: [
        '\0\x67\0\0\x04\0\0\0\x22\0\0\x5b(DESCRIPTION=(TMP=)(VSNNUM=352321536)(ERR=12514)(ERROR_STACK=(ERROR=(CODE=12514)(EMFI=4))))',
      ],
      expect: {
        protocol: 'oracle-tns',
        product: 'Oracle Database',
        version: '21.0.0.0.0',
        facts: { alias: 'LISTENER' },
      },
    },
    {
      reply: '\0\x08\0\0\x0b\0\0\0',
      talk: [
        '\0\x65\0\0\x04\0\0\0\x22\0\0\x59(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=1189)(ERROR_STACK=(ERROR=(CODE=1189)(EMFI=4))))',
      ],
      expect: { protocol: 'oracle-tns', version: '19.0.0.0.0' },
    },
  ],
})

/** CONNECT: version 314, down to 300; sizes of units; the text of the request begins at byte 58. */
function connectPacket(text: string): Uint8Array {
  const sizes = [...u16(2_048), ...u16(32_767)]
  const body = bytes(
    u16(314),
    u16(300),
    u16(0),
    sizes,
    u16(0x7f08),
    u16(0),
    u16(1),
    u16(text.length),
    u16(header),
    u32(2_048),
  )
  const packet = bytes(u16(header + text.length), u16(0), connect, 0, u16(0), body)
  return bytes(packet, new Uint8Array(header - packet.length), text)
}

function learned(reply: Reply): Match {
  const told = reply.slice(8, 1_000)
  const error = errorCode.exec(told)?.[1]
  const facts = { alias: alias.exec(told)?.[1], error: error === undefined ? undefined : Number(error) }
  return listener(versionOf(Number(number.exec(told)?.[1] ?? 0)), facts)
}

function listener(version: string | undefined, facts: Match['facts']): Match {
  const names = [cpe('a', 'oracle', 'database_server', version)]
  return { protocol: 'oracle-tns', product: 'Oracle Database', vendor: 'Oracle', version, cpe: names, facts }
}

/** Five numbers in 32 bits, shared out in another way since release 18. */
function versionOf(value: number): string | undefined {
  if (value < 0x07000000 || value > 0x40000000) return undefined
  const part = (shift: number, bits: number) => (value >>> shift) & (2 ** bits - 1)
  const parts =
    value >= 0x12000000
      ? [part(24, 8), part(16, 8), part(12, 4), part(4, 8), part(0, 4)]
      : [part(24, 8), part(20, 4), part(12, 8), part(8, 4), part(0, 8)]
  return parts.join('.')
}
