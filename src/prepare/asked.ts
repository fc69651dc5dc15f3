import { type Address, parseAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { groupBy } from '../lib/group-by.ts'
import { normalise, numbers } from '../lib/intervals.ts'
import { memo } from '../lib/memo.ts'
import type { PortWord } from '../local/port-word.ts'
import type { Transport } from '../model/unions.ts'
import type { CheckRequest } from '../pipeline.ts'

/** Endpoints of this machine that a person named. */
export interface AskedEndpoints extends PortWord {
  /** As it was typed. */
  readonly word: string
  /** Null: all of this machine's. */
  readonly address: string | null
}

/** The ports of an address that a check is about. @param asked none: all. @param source its packets get to addresses of its family alone */
export function askedPorts(asked: readonly AskedEndpoints[], source: Address | null): CheckRequest['askedPorts'] {
  const all = [{ first: 1, last: 65_535 }]
  const portsAt = memo((address: string) =>
    memo((transport: Transport) => {
      if (!isOfFamily(source, address)) return []
      const meant = asked.filter((each) => isAt(each, address) && (each.transport ?? transport) === transport)
      return asked.length === 0 ? all : normalise(meant, numbers)
    }),
  )
  return (address, transport) => portsAt(address)(transport)
}

/** A link-local address without its zone is meant on every link. */
function isAt({ address }: AskedEndpoints, own: string): boolean {
  return address === null || address === own || address === own.split('%')[0]
}

/** Throws UsageError for an address that this machine does not have. */
export function refuseForeign(asked: readonly AskedEndpoints[], own: readonly string[]): void {
  const foreign = asked.find((each) => each.address !== null && !own.some((address) => isAt(each, address)))
  if (foreign === undefined) return
  throw new UsageError(
    `${JSON.stringify(foreign.word)}: ${foreign.address} is no address of this machine; to look at another machine: portreeve scan ${foreign.address} -p ${foreign.first}`,
  )
}

/** Whether packets from a source get to an address at all, by its family. A wildcard socket of another namespace may take both. */
export function isOfFamily(source: Address | null, address: string): boolean {
  return source === null || address === '::' || parseAddress(address)?.family === source.family
}

/** Ports to probe, in the notation of `-p`, and the addresses to probe them at. */
export interface ProbedPorts {
  readonly addresses: readonly string[]
  readonly ports: string
}

/** What to probe of the own addresses. @param usualUdp the UDP ports that are probed when nothing was asked for */
export function probedPorts(
  own: readonly string[],
  asked: readonly AskedEndpoints[],
  usualUdp: readonly number[],
): readonly ProbedPorts[] {
  if (asked.length === 0) return [{ addresses: own, ports: `T:1-65535,U:${usualUdp.join(',')}` }]
  const portsAt = (address: string) => portsText(asked.filter((each) => isAt(each, address)))
  return [...groupBy(own, portsAt)].flatMap(([ports, addresses]) => (ports === '' ? [] : [{ addresses, ports }]))
}

function portsText(asked: readonly AskedEndpoints[]): string {
  return (['tcp', 'udp'] as const)
    .flatMap((transport) => {
      const ranges = asked.filter((each) => (each.transport ?? transport) === transport)
      const text = ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')
      return text === '' ? [] : [`${transport === 'tcp' ? 'T' : 'U'}:${text}`]
    })
    .join(',')
}
