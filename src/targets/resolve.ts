import { type Family, formatAddress } from '../lib/address.ts'
import { UsageError } from '../lib/errors.ts'
import { countNumbers } from '../lib/intervals.ts'
import { AddressCollector, type AddressSet, withinFamily, withoutMapped } from './address-set.ts'
import { hostless, withoutHostless } from './default-excludes.ts'
import { hostEnvironment, type TargetEnvironment } from './environment.ts'
import { mostNames, type NamedWord, resolveNames } from './name-resolution.ts'
import { type Interfaces, ownAddresses, zonesOf } from './own-addresses.ts'
import { largestSize } from './permutation.ts'
import type { PortKnowledge } from './port-knowledge.ts'
import { type AskedTransports, portList, portText } from './port-list.ts'
import { type Scope, scopeGuard } from './scope.ts'
import { ScopeJudge } from './scope-judge.ts'
import { targetWord } from './target-word.ts'
import type { AddressRange, Found, TargetSpace } from './types.ts'
import { grouped, refusal, type Word } from './word.ts'
import { readWords, type WordSource } from './word-source.ts'

/** What a person asked to scan, word by word. */
export interface TargetRequest {
  /** Addresses, networks, ranges, host names, `self`; `-` is standard input. */
  readonly words: readonly string[]
  readonly files: readonly string[]
  readonly exclude: readonly string[]
  readonly excludeFiles: readonly string[]
  /** As `-p` has it; undefined is `top:1000` TCP and `top:20` UDP, or the one of them that was asked for. */
  readonly ports?: string | undefined
  /** Techniques that were named; both false when none was. */
  readonly transports: AskedTransports
  /** Only this family: names resolve to it, and an address of the other is refused. */
  readonly family?: Family | undefined
  /** Leave out what can hold no host. */
  readonly defaultExcludes: boolean
  readonly scope?: Scope | undefined
  readonly knowledge: PortKnowledge
}

export interface ResolvedTargets {
  readonly space: TargetSpace
  readonly hosts: bigint
  readonly endpoints: bigint
  /** Canonical address text → the host name that led to it. */
  readonly hostnames: ReadonlyMap<string, string>
  /** What a reader must know: what was left out, and why. */
  readonly notes: readonly string[]
  /** In nmap's notation; empty for none. */
  readonly portSpecification: { readonly tcp: string; readonly udp: string }
  readonly portCounts: { readonly tcp: number; readonly udp: number }
}

/**
 * Turns words into a space of endpoints. Sends nothing but the questions to the resolver that host names need. Throws UsageError,
 * with one line that names the faulty word and its place, and never leaves out a word.
 */
export async function resolveTargets(
  request: TargetRequest,
  environment: TargetEnvironment = hostEnvironment(),
): Promise<ResolvedTargets> {
  refuseStdinTwice(request)
  const ports = portList(request.ports, request.transports, request.knowledge)
  const interfaces = environment.interfaces()
  const excluded = await excludedSet(request, environment, interfaces)
  const never = request.defaultExcludes ? excluded.plus(hostless(interfaces)) : excluded
  const judge = new ScopeJudge(request.scope && scopeGuard(request.scope, interfaces), never)
  const hostnames = new Map<string, string>()
  const named = new AddressCollector()
  for await (const found of addressesOf(targetSource(request), environment, interfaces, request.family, 'target')) {
    refuseOtherFamily(found, request.family)
    judge.add(found)
    named.add(found.ranges)
    if (found.name !== undefined) remember(hostnames, found.name, found.ranges)
  }
  judge.finish()
  const wanted = named.set()
  if (wanted.isEmpty) throw new UsageError('no target: name an address, network, range, host name or self')
  const asked = wanted.minus(excluded)
  if (asked.isEmpty) throw new UsageError('nothing is left to scan: --exclude takes away every target')
  const { left, notes } = request.defaultExcludes ? withoutHostless(asked, interfaces) : { left: asked, notes: [] }
  if (left.isEmpty) throw new UsageError(`nothing is left to scan: ${notes[0] ?? ''}`)
  const portCounts = { tcp: countNumbers(ports.tcp), udp: countNumbers(ports.udp) }
  return {
    space: { addresses: left.ranges(), tcp: ports.tcp, udp: ports.udp },
    hosts: left.size,
    endpoints: endpointCount(left.size, portCounts.tcp + portCounts.udp),
    hostnames,
    notes: [...notes, ...ports.notes],
    portSpecification: { tcp: portText(ports.tcp), udp: portText(ports.udp) },
    portCounts,
  }
}

/** Literal addresses as they are read, then names: what needs no network is refused before anything is asked. */
async function* addressesOf(
  source: WordSource,
  environment: TargetEnvironment,
  interfaces: Interfaces,
  family: Family | undefined,
  use: 'target' | 'exclude',
): AsyncGenerator<Found> {
  const rangesMeant = use === 'target' ? withoutMapped : withinFamily
  const zones = zonesOf(interfaces)
  const names: NamedWord[] = []
  for await (const word of readWords(source, environment)) {
    const target = targetWord(word, zones, use === 'target')
    if (target.kind === 'name') {
      if (names.length === mostNames) throw refusal(word, `more than ${grouped(mostNames)} host names`)
      names.push({ word, name: target.name })
    } else if (target.kind === 'self') yield { word, ranges: ownOf(word, interfaces, family) }
    else yield { word, ranges: target.ranges.flatMap(rangesMeant) }
  }
  for (const { word, name, ranges } of await resolveNames(names, family, environment.lookup, zones)) {
    yield { word, name, ranges: ranges.flatMap(withoutMapped) }
  }
}

/** The second reader would find it empty, and so drop targets or excludes without a word. */
function refuseStdinTwice({ words, files, exclude, excludeFiles }: TargetRequest): void {
  const readers = [...words, ...files, ...exclude, ...excludeFiles].filter((word) => word === '-')
  if (readers.length > 1) throw new UsageError('standard input (-) can be read only once')
}

function targetSource({ words, files }: TargetRequest): WordSource {
  return { label: 'target', words, files }
}

async function excludedSet(
  { exclude, excludeFiles }: TargetRequest,
  environment: TargetEnvironment,
  interfaces: Interfaces,
): Promise<AddressSet> {
  const source = { label: 'exclude', words: exclude, files: excludeFiles }
  const excluded = new AddressCollector()
  for await (const { ranges } of addressesOf(source, environment, interfaces, undefined, 'exclude'))
    excluded.add(ranges)
  return excluded.set()
}

function ownOf(word: Word, interfaces: Interfaces, family: Family | undefined): AddressRange[] {
  const own = ownAddresses(interfaces).filter((range) => family === undefined || range.family === family)
  if (own.length === 0) throw refusal(word, `this machine has no IPv${family ?? '4 or IPv6'} address`)
  return own
}

function refuseOtherFamily({ word, ranges }: Found, family: Family | undefined): void {
  if (family === undefined || ranges.every((range) => range.family === family)) return
  throw refusal(word, `not an IPv${family} address, and only IPv${family} was asked for (-${family})`)
}

function remember(hostnames: Map<string, string>, name: string, ranges: readonly AddressRange[]): void {
  for (const { family, first, zone } of ranges) {
    const text = formatAddress(family, first) + (zone === undefined ? '' : `%${zone}`)
    if (!hostnames.has(text)) hostnames.set(text, name)
  }
}

function endpointCount(hosts: bigint, ports: number): bigint {
  const endpoints = hosts * BigInt(ports)
  if (ports === 0) throw new UsageError('nothing is left to scan: the port list is empty')
  if (endpoints <= BigInt(largestSize)) return endpoints
  throw new UsageError(
    `${grouped(hosts)} addresses × ${grouped(ports)} ports are more than one scan can count (2^53 endpoints); ` +
      'nobody can walk an IPv6 network of this size: name addresses or hosts, such as the neighbours that "ip -6 neigh" lists',
  )
}
