import type { Conversation } from '../conversation.ts'
import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { challengeIn, ntlmMatch, ntlmNegotiate } from '../families/ntlm.ts'
import { negotiate1, negotiate2, sessionSetup } from '../families/smb-requests.ts'
import type { Reply } from '../reply.ts'

/** MS-SMB2 section 2.2.4: where DialectRevision and the like stand after the 4 bytes of length and 64 of header. */
const body = 4 + 64
const dialects: Readonly<Record<number, string>> = {
  514: '2.0.2',
  528: '2.1',
  767: '2.?',
  768: '3.0',
  770: '3.0.2',
  785: '3.1.1',
}
const signingEnabled = 1
const signingRequired = 2

/** SMB 1 is only negotiated, never used. NTLM is begun and left: its first message names nobody. */
export default defineDetector({
  id: 'smb',
  transport: 'tcp',
  summary: 'Windows file sharing: dialects, signing, SMB 1, and the names and system in the NTLM challenge',
  source: 'MS-SMB2 sections 2.2.3 to 2.2.6; MS-CIFS section 2.2.4.52; MS-NLMP section 2.2.1',
  ports: [445],
  specificity: 90,
  safety: 'query',
  hello: () => negotiate2,
  isWhole,
  match(reply) {
    const isTwo = reply.startsWith('\xfeSMB', 4) && reply.u16le(16) === 0
    if (!isTwo) return reply.startsWith('\xffSMBr', 4) ? { protocol: 'smb', facts: { smb1: takesSmb1(reply) } } : null
    const mode = reply.u8(body + 2)
    return {
      protocol: 'smb',
      facts: {
        dialect: dialects[reply.u16le(body + 4)],
        signing: (mode & signingRequired) !== 0 ? 'required' : (mode & signingEnabled) !== 0 ? 'enabled' : 'disabled',
      },
    }
  },
  async converse(conversation, match) {
    const challenge = challengeIn(await conversation.ask(sessionSetup(ntlmNegotiate()), isWhole))
    const known = challenge === null ? match : withNames(match, challenge)
    return { ...known, facts: { ...known.facts, smb1: await speaksSmb1(conversation) } }
  },
  examples: [
    {
      reply:
        '\0\0\0\xfe\xfeSMB@\0\x01\0\0\0\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0A\0\x01\0\x11\x03\x01\0nas1\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\x80\0\0\0\x80\0\0\0\x80\0\xb2\x08\xd53\xa6z\xdd\x01\0\0\0\0\0\0\0\0\x80\0J\0\xd0\0\0\0`H\x06\x06+\x06\x01\x05\x05\x02\xa0>0<\xa0\x0e0\x0c\x06\n+\x06\x01\x04\x01\x827\x02\x02\n\xa3*0(\xa0&\x1b$not_defined_in_RFC4178@please_ignore\0\0\0\0\0\0\x01\0&\0\0\0\0\0\x01\0 \0\x01\0\xb0\xc5\x19\x8f\x9dXI\xe8\n\x83\x9a\xcd!\xa6\x1a\xb0\xae!\x1a\x09n\xec\xa3\xe1v^\x97\xac{\xa3O{',
      talk: [
        '\0\0\0\xd9\xfeSMB@\0\x01\0\x16\0\0\xc0\x01\0\x01\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xd9\x9e]\xab\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0H\0\x91\0\xa1\x81\x8e0\x81\x8b\xa0\x03\n\x01\x01\xa1\x0c\x06\n+\x06\x01\x04\x01\x827\x02\x02\n\xa2v\x04tNTLMSSP\0\x02\0\0\0\x08\0\x08\x008\0\0\0\x05\x82\x8abw\xba}\xce\xc9\xf0\xc3!\0\0\0\0\0\0\0\x004\x004\0@\0\0\0\x06\x01\0\0\0\0\0\x0fN\0A\0S\x001\0\x02\0\x08\0N\0A\0S\x001\0\x01\0\x08\0N\0A\0S\x001\0\x04\0\0\0\x03\0\x04\0v\0m\0\x07\0\x08\0\\\xca\xd73\xa6z\xdd\x01\0\0\0\0',
        '\0\0\0%\xffSMBr\0\0\0\0\x88\x03\xc0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xfe\0\0\0\0\x01\xff\xff\0\0',
      ],
      expect: {
        protocol: 'smb',
        product: 'Samba',
        names: ['vm'],
        facts: { dialect: '3.1.1', signing: 'enabled', smb1: false, computer: 'NAS1' },
      },
    },
    {
      reply: '\0\0\0%\xffSMBr\0\0\0\0\x88\x03\xc0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xfe\0\0\0\0\x01\xff\xff\0\0',
      expect: { protocol: 'smb', facts: { smb1: false } },
    },
  ],
})

/** NetBIOS session message (RFC 1002 section 4.3.1): 0, and three bytes of length. */
function isWhole(reply: Reply): boolean {
  return reply.u8(0) === 0 && reply.length >= 4 + reply.u24(1)
}

/** A build of 0 is Samba's: Windows always tells its own. */
function withNames(match: Match, challenge: NonNullable<ReturnType<typeof challengeIn>>): Match {
  const { facts, ...rest } = ntlmMatch(challenge)
  const isSamba = challenge.version?.endsWith('.0') === true
  const product = isSamba
    ? { product: 'Samba', vendor: 'Samba Team', cpe: [cpe('a', 'samba', 'samba')] }
    : rest.os === undefined
      ? {}
      : { product: 'Windows SMB', vendor: 'Microsoft', cpe: [cpe('o', 'microsoft', 'windows')] }
  return { ...match, ...product, ...rest, facts: { ...match.facts, ...facts } }
}

/** Whether the oldest dialect is still taken; undefined when it could not be asked. */
async function speaksSmb1(conversation: Conversation): Promise<boolean | undefined> {
  if (!(await conversation.reconnect())) return undefined
  return takesSmb1(await conversation.ask(negotiate1, isWhole))
}

/** 17 words follow where a dialect was chosen, one where none was (MS-CIFS section 2.2.4.52.2). */
function takesSmb1(reply: Reply): boolean {
  return reply.startsWith('\xffSMBr', 4) && reply.u8(36) === 17
}
