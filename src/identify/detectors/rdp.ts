import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { challengeIn, ntlmMatch } from '../families/ntlm.ts'
import {
  type Confirm,
  confirmIn,
  connectionRequest,
  credSspNegotiate,
  failure,
  protocols,
} from '../families/rdp/negotiation.ts'
import type { Reply } from '../reply.ts'

const everything = protocols.tls | protocols.hybrid | protocols.hybridEx
const withCredSsp = protocols.hybrid | protocols.hybridEx

/** What FreeRDP's servers say they are, whatever they run on (winpr: sspi/NTLM/ntlm.h): Windows 7, which may be true. */
const freeRdp = '6.1.7601'

export default defineDetector({
  id: 'rdp',
  transport: 'tcp',
  summary: 'Remote Desktop',
  source: 'MS-RDPBCGR sections 2.2.1.1 and 2.2.1.2; MS-CSSP section 2.2.1; MS-NLMP section 2.2.1',
  ports: [3389, 3388, 3390, 3399],
  specificity: 90,
  safety: 'query',
  elsewhere: 1,
  hello: () => connectionRequest(everything),
  isWhole: (reply) => reply.length >= 4 && reply.length >= reply.u16(2),
  match(reply) {
    const confirm = confirmIn(reply)
    return confirm === null ? null : { protocol: 'rdp', ...productOf(confirm, reply), facts: factsOf(confirm) }
  },
  async converse(conversation, match, reply) {
    const confirm = confirmIn(reply)
    if (confirm?.kind !== 'selected' || confirm.protocol === protocols.standard) return match
    const told = await insideTls(conversation, confirm.protocol)
    const standard = await isLetInWithout(conversation)
    return { ...match, ...told, facts: { ...match.facts, ...told.facts, ...standard } }
  },
  examples: [
    {
      reply: '\x03\0\0\x13\x0e\xd0\0\0\x124\0\x02\x01\x08\0\x01\0\0\0',
      talk: ['\x03\0\0\x13\x0e\xd0\0\0\x124\0\x02\x01\x08\0\0\0\0\0'],
      expect: {
        protocol: 'rdp',
        product: 'xrdp',
        facts: { security: 'TLS', nla: false, nlaRequired: false, standardSecurity: true },
      },
    },
    {
      reply: '\x03\0\0\x13\x0e\xd0\0\0\x124\0\x02\x1f\x08\0\x08\0\0\0',
      talk: ['\x03\0\0\x13\x0e\xd0\0\0\x124\0\x03\0\x08\0\x05\0\0\0'],
      expect: {
        protocol: 'rdp',
        facts: { security: 'CredSSP', nla: true, nlaRequired: true, restrictedAdmin: true, standardSecurity: false },
      },
    },
    {
      reply: '\x03\0\0\x13\x0e\xd0\0\0\x124\0\x03\0\x08\0\x02\0\0\0',
      expect: { protocol: 'rdp', facts: { security: 'standard', nla: false } },
    },
    { reply: '\x03\0\0\x0b\x06\xd0\0\0\x124\0', expect: { protocol: 'rdp', facts: { security: 'standard' } } },
  ],
})

function factsOf(confirm: Confirm): NonNullable<Match['facts']> {
  if (confirm.kind !== 'selected') return { security: 'standard', nla: false }
  const { protocol, flags } = confirm
  const nla = (protocol & withCredSsp) !== 0
  // MS-RDPBCGR section 2.2.1.2.1, flags.
  const restrictedAdmin = (flags & 0x08) !== 0 || undefined
  return { security: nla ? 'CredSSP' : protocol === protocols.tls ? 'TLS' : 'standard', nla, restrictedAdmin }
}

/** With CredSSP the server tells its version and names, in the challenge to an NTLM negotiation that names nobody. */
async function insideTls(conversation: Conversation, protocol: number): Promise<Partial<Match>> {
  const tls = await conversation.startTls('rdp')
  if (tls === null || (protocol & withCredSsp) === 0) return {}
  const challenge = challengeIn(await conversation.ask(credSspNegotiate(), isWholeElement))
  if (challenge === null) return {}
  const told = ntlmMatch(challenge)
  const isWindows = told.os !== undefined && challenge.version !== freeRdp
  return {
    ...told,
    ...(isWindows && { product: 'Microsoft Terminal Services', version: challenge.version, vendor: 'Microsoft' }),
    cpe: isWindows ? [cpe('o', 'microsoft', 'windows')] : [],
  }
}

/** Asks on a fresh connection for the old security without TLS: the refusal tells what is required. */
async function isLetInWithout(conversation: Conversation): Promise<NonNullable<Match['facts']>> {
  if (!(await conversation.reconnect())) return {}
  const confirm = confirmIn(await conversation.ask(connectionRequest(protocols.standard)))
  if (confirm === null) return {}
  const nlaRequired = confirm.kind === 'failed' && confirm.code === failure.hybridRequired
  return { nlaRequired, standardSecurity: confirm.kind !== 'failed' }
}

function isWholeElement(reply: Reply): boolean {
  const length = reply.u8(1)
  if (length < 0x80) return length >= 0 && reply.length >= 2 + length
  return length === 0x82 ? reply.length >= 4 + reply.u16(2) : reply.length >= 3 + reply.u8(2)
}

/** Windows takes CredSSP when it is offered; of the others only xrdp says 0x1234 of itself (libxrdp/xrdp_iso.c), FreeRDP says 0. */
function productOf(confirm: Confirm, reply: Reply): Partial<Match> {
  const isXrdp = confirm.kind === 'selected' && confirm.protocol === protocols.tls && reply.u16(8) === 0x1234
  return isXrdp && confirm.flags === 1 ? { product: 'xrdp', cpe: [cpe('a', 'neutrinolabs', 'xrdp')] } : {}
}
