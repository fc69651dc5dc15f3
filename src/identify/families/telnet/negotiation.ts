// decodes foreign bytes
import { bytes } from '../../../knowledge/payload-bytes.ts'
import type { Reply } from '../../reply.ts'

/** RFC 854, TELNET command structure. */
const SB = 0xfa
const WILL = 0xfb
const WONT = 0xfc
const DO = 0xfd
const DONT = 0xfe
const IAC = 0xff

/** More than anybody negotiates; a hose of them is not answered. */
const mostCommands = 64

/** WILL, WONT, DO or DONT, and the option that it is about. */
interface Command {
  readonly verb: number
  readonly option: number
}

/** What came of a telnet stream: what it wants to agree on, and the text between. */
export interface Telnet {
  readonly commands: readonly Command[]
  readonly text: string
}

/** Takes the commands out of a stream. One that is cut off in the middle of a command ends there. */
export function parseTelnet(reply: Reply): Telnet {
  const commands: Command[] = []
  const text: string[] = []
  for (let at = 0; at < reply.length; ) {
    const next = reply.indexOf('\xff', at)
    const end = next < 0 ? reply.length : next
    text.push(reply.slice(at, end))
    if (end === reply.length) break
    const verb = reply.u8(end + 1)
    const option = reply.u8(end + 2)
    if (verb >= WILL && verb <= DONT && option >= 0 && commands.length < mostCommands) commands.push({ verb, option })
    at = end + commandLength(reply, end)
  }
  return { commands, text: text.join('') }
}

function commandLength(reply: Reply, at: number): number {
  const verb = reply.u8(at + 1)
  if (verb === SB) {
    const end = reply.indexOf('\xff\xf0', at + 2)
    return end < 0 ? reply.length - at : end + 2 - at
  }
  return verb >= WILL && verb <= DONT ? 3 : 2
}

/** Whether a stream begins with a command about an option that was ever assigned (IANA, TELNET Options). */
export function beginsWithCommand(reply: Reply): boolean {
  const verb = reply.u8(1)
  const option = reply.u8(2)
  const isOption = (option >= 0 && option <= 49) || (option >= 69 && option <= 93) || (option >= 138 && option <= 140)
  return (
    reply.u8(0) === IAC &&
    ((verb >= WILL && verb <= DONT && isOption) || (verb === SB && reply.indexOf('\xff\xf0') > 0))
  )
}

/** Declines everything, as RFC 1143 has it: whoever is asked to, will not; who offers, shall not. What is off already is left alone. */
export function declined(commands: readonly Command[]): Uint8Array {
  return bytes(
    ...commands
      .filter(({ verb }) => verb === DO || verb === WILL)
      .map(({ verb, option }) => [IAC, verb === DO ? WONT : DONT, option]),
  )
}

/** The order in which a server opens its negotiation, in short: `DO 24`. */
export function inShort(commands: readonly Command[]): readonly string[] {
  const words: Readonly<Record<number, string>> = { [WILL]: 'WILL', [WONT]: 'WONT', [DO]: 'DO', [DONT]: 'DONT' }
  return commands.map(({ verb, option }) => `${words[verb]} ${option}`)
}
