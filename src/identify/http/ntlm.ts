import type { Match } from '../detector.ts'
import { challengeIn, ntlmMatch, ntlmNegotiate } from '../families/ntlm.ts'
import { Reply } from '../reply.ts'
import type { HttpResponse } from './response.ts'

/** Whether the server offers NTLM by its name (MS-NTHT section 2). What only says Negotiate may be for Kerberos alone. */
export function offersNtlm({ headers }: HttpResponse): boolean {
  return headers('www-authenticate').some((value) => /^NTLM\b/.test(value))
}

/** The field that begins it. It names nobody, and no log-in follows. */
export function ntlmField(scheme: 'NTLM' | 'Negotiate' = 'NTLM'): string {
  return `Authorization: ${scheme} ${Buffer.from(ntlmNegotiate()).toString('base64')}\r\n`
}

/** What the challenge in the answer tells of the machine. */
export function ntlmAnswer({ headers }: HttpResponse): Pick<Match, 'os' | 'facts' | 'names'> {
  for (const value of headers('www-authenticate')) {
    const [, message] = /^(?:NTLM|Negotiate) ([\w+/=]{1,4000})$/.exec(value) ?? []
    const challenge = message === undefined ? null : challengeIn(new Reply(Buffer.from(message, 'base64')))
    if (challenge !== null) return ntlmMatch(challenge)
  }
  return {}
}
