import type { Conversation } from '../conversation.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const lastLine = linear(String.raw`(?:^|\n)\d{3}(?: [^\n]*)?\n$`)

/** The last line of an answer has a space after its code (RFC 5321 section 4.2.1, RFC 959 section 4.2). */
export function isWholeAnswer(reply: Reply): boolean {
  return lastLine.test(reply.slice(Math.max(0, reply.length - 2_000)))
}

/** What EHLO lists, without the first line, which is a greeting. */
export function offersIn(reply: Reply): string[] {
  return reply.lines
    .slice(1)
    .filter((line) => /^250[ -]/.test(line))
    .map((line) => line.slice(4).trim())
}

/** Ways to log in of an EHLO or LHLO answer; undefined when there are none. */
export function authIn(offers: readonly string[]): string[] | undefined {
  const line = offers.find((offer) => /^AUTH[ =]/i.test(offer))
  return line?.slice(5).split(/[ =]/).filter(Boolean)
}

/** Says a verb that asks for TLS and goes on inside when the answer begins as it should; else `goodbye` is said. */
export async function upgrade(
  conversation: Conversation,
  { protocol, verb, yes, goodbye }: { protocol: string; verb: string | null; yes: string; goodbye: string },
): Promise<boolean> {
  const answer = verb === null ? null : await conversation.ask(verb, ({ text }) => text.endsWith('\n'))
  if (answer?.startsWith(yes) === true && (await conversation.startTls(protocol)) !== null) return true
  if (conversation.isOpen) await conversation.ask(goodbye, ({ text }) => text.endsWith('\n'))
  return false
}
