import { escapeTerminal } from '../lib/escape.ts'
import { count } from '../lib/text.ts'
import type { FreePort } from '../local/free-port.ts'
import type { BusyPort } from '../local/linux/busy-ports.ts'
import type { HeldPort, WhoAnswer } from '../local/who.ts'
import type { Listener } from '../model/listener.ts'
import type { Bind, Transport } from '../model/unions.ts'

const bindWords: Readonly<Record<Bind, string>> = {
  loopback: 'reachable from this machine only',
  interface: 'on this address or device only',
  all: 'on all addresses',
  'dual-stack': 'on all addresses, IPv4 and IPv6',
}

/** Others than the oldest holder that are named one by one. */
const mostNamed = 8

/** What was asked for beside the port. */
export interface WhoQuestion {
  readonly transport: Transport | undefined
  readonly allNetns: boolean
}

/** An answer for people: who, since when, and how to free the port. */
export function whoText(answer: WhoAnswer, asked: WhoQuestion): string {
  const blocks = answer.held.map(heldText)
  if (blocks.length === 0) blocks.push(nothingText(answer, asked))
  const notes = answer.notes.map((note) => `note: ${escapeTerminal(note)}`)
  return `${[...blocks, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')}\n`
}

function heldText({ listener, remedies }: HeldPort): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['command', listener.command],
    ['executable', executableText(listener)],
    ['unit', listener.unit],
    [
      'container',
      listener.container && `${listener.container.name ?? listener.container.id} (${listener.container.engine})`,
    ],
    ['namespace', listener.netns],
    ['since', listener.since],
    ['in use', listener.connections === null ? null : count(listener.connections, 'connection')],
    ['also held by', othersText(listener)],
    ...remedies.map(
      ({ command, does }, index) => [index === 0 ? 'to free it' : 'or', `${command}   # ${does}`] as const,
    ),
  ]
  const lines = facts.flatMap(([label, text]) => (text ? [`  ${label.padEnd(13)}${escapeTerminal(text)}`] : []))
  return [headText(listener), ...lines].join('\n')
}

function headText(listener: Listener): string {
  const { transport, address, port, process, pid, user, bind } = listener
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const holder = pid === null ? `a process that cannot be seen (user ${user})` : `${process} (pid ${pid}, user ${user})`
  return escapeTerminal(`${where}/${transport} is held by ${holder}, ${bindWords[bind]}`)
}

function executableText({ executable, executableFacts: facts }: Listener): string | null {
  if (executable === null) return null
  const remarks = [
    facts?.deleted ? 'deleted' : null,
    facts?.worldWritable ? 'world-writable' : null,
    facts?.outsidePackage ? 'of no package' : null,
    facts?.package ? `package ${facts.package}` : null,
  ].filter((remark) => remark !== null)
  return remarks.length > 0 ? `${executable} (${remarks.join(', ')})` : executable
}

function othersText({ processes }: Listener): string | null {
  const others = processes.slice(1)
  if (others.length === 0) return null
  const named = others.slice(0, mostNamed).map(({ name, pid }) => `${name} (${pid})`)
  return others.length > mostNamed ? `${named.join(', ')} and ${others.length - mostNamed} more` : named.join(', ')
}

function nothingText({ port, busy }: WhoAnswer, { transport, allNetns }: WhoQuestion): string {
  const name = transport === undefined ? `port ${port}` : `${port}/${transport}`
  const where = allNetns ? 'any network namespace that could be looked into' : 'this network namespace'
  return [`nothing listens on ${name} in ${where}`, ...busy.map((use) => `  ${escapeTerminal(busyText(use))}`)].join(
    '\n',
  )
}

function busyText({ state, transport, address, process, sockets }: BusyPort): string {
  const who = process === null ? 'no visible process' : `${process.name} (pid ${process.pid})`
  const near = `${count(sockets, `${transport} socket`)} of ${who} on ${address}`
  switch (state) {
    case 'connected':
      return `${near} in use as the near end of a connection: binding fails with "address in use" until it is closed`
    case 'closing':
      return `${near} about to close: binding may fail with "address in use" until the other end has answered`
    case 'time-wait':
      // TCP_TIMEWAIT_LEN, include/net/tcp.h: 60 seconds.
      return `${count(sockets, 'closed connection')} on ${address} in TIME_WAIT for up to 60 s: a server that sets SO_REUSEADDR binds the port all the same`
    case 'bound':
      return `${near} bound but not listening: the port is taken`
  }
}

/** Why no port was found. */
export function freeText(
  { inUse, refused }: FreePort,
  { first, last, transport }: { first: number; last: number; transport: Transport },
): string {
  const causes = Object.entries(refused).map(
    ([cause, ports]) =>
      `${count(ports, 'port')} ${cause === 'EACCES' ? 'below 1024 that only root may bind' : `refused with ${cause}`}`,
  )
  return `none of ${first}-${last}/${transport} is free: ${[`${inUse} in use`, ...causes].join(', ')}`
}
