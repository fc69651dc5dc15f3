import { defineDetector } from '../detector.ts'
import { negotiate2 } from '../families/smb-requests.ts'
import smb from './smb.ts'

/** A name in half bytes, padded with spaces, and its kind (RFC 1001 section 14.1). */
function encoded(name: string, kind: number): string {
  const padded = [...Buffer.from(name.padEnd(15), 'latin1'), kind]
  return ` ${padded.map((byte) => String.fromCharCode(0x41 + (byte >> 4), 0x41 + (byte & 15))).join('')}\0`
}

/** SESSION REQUEST (RFC 1002 section 4.3.2); `*SMBSERVER` is whoever is there (MS-CIFS section 3.2.4.1.1). */
const request = Buffer.from(`\x81\0\0\x44${encoded('*SMBSERVER', 0x20)}${encoded('PORTREEVE', 0)}`, 'latin1')

/** NEGATIVE SESSION RESPONSE (section 4.3.4). */
const errors: Readonly<Record<number, string>> = {
  128: 'not listening on called name',
  129: 'not listening for calling name',
  130: 'called name not present',
  131: 'insufficient resources',
  143: 'unspecified error',
}

export default defineDetector({
  id: 'netbios-ssn',
  transport: 'tcp',
  summary: 'NetBIOS sessions, and the file sharing inside',
  source: 'RFC 1002 section 4.3; RFC 1001 section 14.1',
  ports: [139],
  specificity: 70,
  safety: 'query',
  hello: () => request,
  isWhole: ({ length }) => length >= 4,
  match(reply) {
    const isPositive = reply.u32(0) === 0x82000000 && reply.length === 4
    const error = reply.u32(0) === 0x83000001 && reply.length === 5 ? errors[reply.u8(4)] : undefined
    if (!isPositive && error === undefined) return null
    return { protocol: 'netbios-ssn', facts: { session: error ?? 'positive' } }
  },
  async converse(conversation, match) {
    if (match.facts?.session !== 'positive') return match
    const reply = await conversation.ask(negotiate2, smb.isWhole)
    const inside = smb.match(reply)
    if (inside === null) return match
    const known = await smb.converse!(conversation, inside, reply)
    // SMB 1 is asked for on a fresh connection, which has no session here.
    return { ...known, protocol: 'netbios-ssn', facts: { ...match.facts, ...known.facts, smb1: undefined } }
  },
  examples: [
    {
      reply: '\x82\0\0\0',
      talk: [smb.examples[0]!.reply, ...smb.examples[0]!.talk!],
      expect: { protocol: 'netbios-ssn', product: 'Samba', facts: { session: 'positive', dialect: '3.1.1' } },
    },
    { reply: '\x83\0\0\x01\x82', expect: { protocol: 'netbios-ssn', facts: { session: 'called name not present' } } },
  ],
})
