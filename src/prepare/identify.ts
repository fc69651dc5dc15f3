import { hostname } from 'node:os'
import type { Subject } from '../identify/ask/subject.ts'
import { UsageError } from '../lib/errors.ts'
import { count } from '../lib/text.ts'
import type { Transport } from '../model/unions.ts'
import type { IdentifyRequest } from '../pipeline.ts'
import { EndpointIndex } from '../targets/endpoint-index.ts'
import type { ResolvedTargets } from '../targets/resolve.ts'
import type { EndpointSlot } from '../targets/types.ts'
import type { Preparation } from './engine.ts'
import { identification } from './identification.ts'
import type { ScanOptions } from './options.ts'
import { paceOf } from './plan.ts'
import { readTargets } from './targets.ts'

/** More belong to a scan, which finds out first which of them are open. */
const mostEndpoints = 10_000

export interface PreparedIdentify {
  readonly request: IdentifyRequest
  readonly counts: Readonly<Record<Transport, number>>
  readonly portSpecification: { readonly tcp: string; readonly udp: string }
}

type Options = Pick<
  ScanOptions,
  'intensity' | 'fragile' | 'ask' | 'family' | 'pace' | 'rate' | 'config' | 'vantage' | 'defaultExcludes'
>

/** Reads `host:port` words into endpoints, within the scope. Throws UsageError. */
export async function prepareIdentify(
  words: readonly string[],
  options: Options,
  how: Pick<Preparation, 'confined'> = {},
): Promise<PreparedIdentify> {
  if (words.length === 0) throw new UsageError('identify what? Name endpoints, such as 192.0.2.10:22 or [::1]:53/udp')
  const subjects = new Map<string, Subject>()
  const notes = new Set<string>()
  for (const word of words.map(endpointWord)) {
    const targets = await targetsOf(word, options)
    for (const note of targets.notes) notes.add(note)
    if (targets.endpoints > mostEndpoints - subjects.size) throw tooMany(word.text)
    for (const subject of subjectsOf(new EndpointIndex(targets.space), targets.hostnames))
      subjects.set(`${subject.address} ${subject.port} ${subject.transport}`, subject)
  }
  const identify = identification({ ...options, service: true }, paceOf({ ...options, targets: [] }), how)
  return summed({
    subjects: [...subjects.values()],
    asker: identify!.asker,
    vantage: options.vantage ?? hostname(),
    notes: [...notes],
  })
}

interface EndpointWord {
  readonly text: string
  readonly host: string
  /** As `-p` takes them. */
  readonly ports: string
}

const pattern = /^(?:\[([^\]]+)\]|([^[\]:]+)):(.+)$/
/** A port, a range or the name of a service; each may say its transport. */
const portPattern = /^([\w*-]+)(?:\/(tcp|udp))?$/i

/** @throws UsageError */
function endpointWord(text: string): EndpointWord {
  const [, bracketed, bare, list = ''] = pattern.exec(text) ?? []
  const host = bracketed ?? bare
  const ports = list.split(',').map((item) => portPattern.exec(item))
  if (host === undefined || !ports.every((port) => port !== null))
    throw new UsageError(
      `${JSON.stringify(text.slice(0, 100))} is no endpoint; write host:port, as in 192.0.2.10:22, www.example:80,https,53/udp or [2001:db8::5]:53/udp`,
    )
  const prefixed = ports.map(([, port, transport]) => `${transport?.toLowerCase() === 'udp' ? 'U' : 'T'}:${port}`)
  return { text, host, ports: prefixed.join(',') }
}

/** @throws UsageError that names the endpoint */
async function targetsOf({ text, host, ports }: EndpointWord, options: Options): Promise<ResolvedTargets> {
  try {
    return await readTargets({ ...options, targets: [host], ports })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(
      error.message.replace(/^(?:ports, column|target) \d+ /, `endpoint ${JSON.stringify(text.slice(0, 100))}: `),
    )
  }
}

function tooMany(text: string): UsageError {
  return new UsageError(
    `${JSON.stringify(text.slice(0, 100))} makes it more than ${count(mostEndpoints, 'endpoint')}; use portreeve scan -sV, which asks those that are open`,
  )
}

function* subjectsOf(index: EndpointIndex, hostnames: ReadonlyMap<string, string>): Generator<Subject> {
  const slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  for (let i = 0; i < index.size; i++) {
    index.at(i, slot)
    const address = index.addressText(slot.addressIndex)
    const { transport, port } = slot
    yield { address, transport, port, hostname: hostnames.get(address) ?? null, rttMs: null }
  }
}

function summed(request: IdentifyRequest): PreparedIdentify {
  const portsOf = (transport: Transport) =>
    [...new Set(request.subjects.filter((each) => each.transport === transport).map(({ port }) => port))].sort(
      (a, b) => a - b,
    )
  const [tcp, udp] = [portsOf('tcp'), portsOf('udp')]
  return {
    request,
    counts: { tcp: tcp.length, udp: udp.length },
    portSpecification: { tcp: tcp.join(','), udp: udp.join(',') },
  }
}
