import { openSync } from 'node:fs'
import { hostname } from 'node:os'
import { loadConfig } from './config/load.ts'
import { nearest } from './config/nearest.ts'
import { UsageError } from './lib/errors.ts'
import { freshSeed } from './lib/random.ts'
import { interfaceAddresses } from './local/own-addresses.ts'
import type { ListenersResult } from './local/types.ts'
import type { Listener } from './model/listener.ts'
import type { CheckRequest, ScanRequest } from './pipeline.ts'
import { type ConnectEngine, connectEngine, type DriverChoice } from './probe/connect/engine.ts'
import type { ProbeEngine, ProbePlan } from './probe/engine.ts'
import { type Pace, paceFromRate, paceFromTiming, paceNamed } from './probe/pacing/pace.ts'
import type { CaptureFile } from './probe/raw/capture.ts'
import type { RawEngine, RawEngineOptions } from './probe/raw/engine.ts'
import type { OwnAddress } from './reconcile/own-addresses.ts'
import type { PortKnowledge } from './targets/port-knowledge.ts'
import { type ResolvedTargets, resolveTargets } from './targets/resolve.ts'

/** What a person may say about a scan. Everything but the targets has a sensible default. */
export interface ScanOptions {
  /** Addresses, networks, ranges, host names, `self`. */
  readonly targets: readonly string[]
  /** Files of targets; `-` is standard input. */
  readonly targetFiles?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly excludeFiles?: readonly string[] | undefined
  /** False to probe multicast, broadcast, unspecified and future-use addresses too. Default true. */
  readonly defaultExcludes?: boolean | undefined
  /** As `-p` takes them. Default: `top:1000` TCP and `top:20` UDP. */
  readonly ports?: string | undefined
  readonly tcp?: boolean | undefined
  readonly udp?: boolean | undefined
  readonly family?: 4 | 6 | undefined
  /**
   * `raw`: packets of our own making; UsageError where this process may not send them. `connect`: connections, as any program makes them.
   * `auto`: raw where this process may open packet sockets (Linux, root or CAP_NET_RAW), else connect, and a note of the summary
   * says why. Default `auto`.
   */
  readonly engine?: string | undefined
  /** How the raw engine asks TCP ports: `syn`, or `ack`, which tells filtered from unfiltered and needs that engine. Default `syn`. */
  readonly technique?: string | undefined
  /** False to probe every host, without asking first whether it is there. The connect engine never asks. Default true. */
  readonly discoverHosts?: boolean | undefined
  /** File that every frame of the raw engine is written to, in pcap format: tcpdump and Wireshark open it. */
  readonly pcap?: string | undefined
  /** Share of the open ports that should be found for sure, 0 to 1: the raw engine asks again until then. Default 0.999. */
  readonly minRecall?: number | undefined
  /**
   * Senders of the raw engine, 1 to 16: they share a scan of many thousand endpoints, and its pace. A scan with more than one is not kept when it is
   * interrupted. Default 1.
   */
  readonly threads?: number | undefined
  /** How connections are made: `auto`, `epoll` or `node`. Naming one asks for connections. Default `auto`. */
  readonly driver?: string | undefined
  readonly pace?: 'default' | 'polite' | 'fast' | undefined
  /** Probes per second in all. */
  readonly rate?: number | 'max' | undefined
  /** nmap's timing, 0 to 5. */
  readonly timing?: number | undefined
  /** False to keep the rate even when loss grows. Default true. */
  readonly adapt?: boolean | undefined
  /** Attempts after the first for what stayed silent, 0 to 10. Default 2. */
  readonly retries?: number | undefined
  /** Same seed, same order: a whole number from 0 to 2^53 - 1. Default: random. */
  readonly seed?: number | undefined
  /** One of `count` equal parts; `index` counts from 0. Needs a seed. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined
  /** Report closed and filtered endpoints one by one too. Default false. */
  readonly allStates?: boolean | undefined
  /** Ask what speaks behind a port. Not there yet: a note of the summary says so. Default false. */
  readonly service?: boolean | undefined
  /** Configuration file; default as documented in docs/configuration.md. */
  readonly config?: string | undefined
  /** Name of this machine in the results. Default: its host name. */
  readonly vantage?: string | undefined
}

export interface PreparedScan {
  readonly request: ScanRequest
  readonly targets: ResolvedTargets
}

const defaultRetries = 2
const mostRetries = 10
const mostThreads = 16
const wholeScan = { index: 0, count: 1 }

const noServiceYet =
  'what speaks behind a port cannot be asked yet, so -sV (--service) changed nothing: ports go by their number'

const unfilteredOnly =
  'an ACK scan tells which ports a filter lets through, not which are open: unfiltered ones are open or closed'

function techniqueNotes({ technique }: ScanOptions): string[] {
  return technique === 'ack' ? [unfilteredOnly] : []
}

export interface Preparation {
  /** Told, in the line that the notes of the summary have too, when connections stand in for the raw engine. */
  readonly onFallback?: (line: string) => void
  /** Starts the worker while the targets are being read. When they cannot be, it and its sockets stay until the process ends. */
  readonly startEarly?: boolean
  /** Sends packets from a process of its own that has no rights. Default: from a thread of this one. */
  readonly confined?: boolean
}

/** Reads what was asked for into a request, before anything is sent. Throws UsageError. */
export async function prepareScan(options: ScanOptions, how: Preparation = {}): Promise<PreparedScan> {
  refuseImpossibleNumbers(options)
  const pace = paceOf(options)
  refuseUnseededShard(options)
  await refuseUnknownTechnique(options)
  const { engine, notes: engineNotes } = await chooseEngine(options, how)
  const targets = await readTargets(options)
  const { seed, shard, retries, allStates, discoverHosts, minRecall, vantage, technique } = options
  const said = Object.entries({ seed, shard, retries, allStates, discoverHosts, minRecall, vantage, technique }).filter(
    ([, value]) => value !== undefined,
  )
  const plan: ProbePlan = { ...planDefaults(targets), pace, ...Object.fromEntries(said) }
  const notes = [
    ...targets.notes,
    ...engineNotes,
    ...(options.service ? [noServiceYet] : []),
    ...techniqueNotes(options),
  ]
  return { targets, request: { engine: engine(), plan, hostnames: targets.hostnames, notes } }
}

/** What the command line has checked, a program may pass all the same. */
function refuseImpossibleNumbers({
  retries = 0,
  seed = 0,
  shard = wholeScan,
  family = 4,
  minRecall = 0,
  threads = 1,
}: ScanOptions): void {
  const refuseUnless = (isRight: boolean, what: string, right: string) => {
    if (!isRight) throw new UsageError(`${what} is impossible: ${right}`)
  }
  refuseUnless(isWhole(retries, 0, mostRetries), `retries ${retries}`, `a whole number from 0 to ${mostRetries}`)
  refuseUnless(isWhole(seed, 0, Number.MAX_SAFE_INTEGER), `seed ${seed}`, 'a whole number from 0 to 2^53 - 1')
  const { index, count } = shard
  const isPart = isWhole(count, 1, Number.MAX_SAFE_INTEGER) && isWhole(index, 0, count - 1)
  refuseUnless(isPart, `shard ${index} of ${count}`, 'the index counts from 0 and is below the count')
  refuseUnless(family === 4 || family === 6, `family ${family}`, 'it is 4 or 6')
  refuseUnless(isWhole(threads, 1, mostThreads), `threads ${threads}`, `a whole number from 1 to ${mostThreads}`)
  refuseUnless(minRecall >= 0 && minRecall <= 1, `minRecall ${minRecall}`, 'a share from 0 to 1')
}

async function refuseUnknownTechnique({ technique }: ScanOptions): Promise<void> {
  if (technique === undefined) return
  const { techniques } = await import('./probe/techniques.gen.ts')
  const forTcp = Object.entries(techniques).filter(([, { transport }]) => transport === 'tcp')
  const names = forTcp.map(([name]) => name)
  if (!names.includes(technique)) {
    throw new UsageError(`--technique ${JSON.stringify(technique)} is none of ${names.join(', ')}`)
  }
}

function isWhole(value: number, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && value >= lowest && value <= highest
}

/** Parts of different orders would overlap and miss endpoints. */
function refuseUnseededShard({ shard, seed }: ScanOptions): void {
  if (shard === undefined || shard.count === 1 || seed !== undefined) return
  throw new UsageError(
    `--shard ${shard.index + 1}/${shard.count} needs --seed, with the same number for every part, such as --seed 1`,
  )
}

async function readTargets(options: ScanOptions): Promise<ResolvedTargets> {
  const words = options.targets
  const files = options.targetFiles ?? []
  if (words.length === 0 && files.length === 0) {
    throw new UsageError(
      'no target: name an address, network, range, host name or self, such as 192.0.2.10 or 10.0.0.0/24',
    )
  }
  const [config, knowledge] = await Promise.all([loadConfig(options.config), knowledgeFor(options.ports)])
  return resolveTargets({
    words,
    files,
    exclude: options.exclude ?? [],
    excludeFiles: options.excludeFiles ?? [],
    ports: options.ports,
    transports: { tcp: options.tcp ?? false, udp: options.udp ?? false },
    family: options.family,
    defaultExcludes: options.defaultExcludes ?? true,
    scope: config?.scope,
    knowledge,
  })
}

/** Plain numbers need no catalogue, which takes longer to load than many a scan. */
async function knowledgeFor(ports: string | undefined): Promise<PortKnowledge> {
  if (ports !== undefined && /^[\dTU:,-]+$/.test(ports)) return noKnowledge
  const [{ portKnowledge }, { nearNames }] = await Promise.all([
    import('./knowledge/lookup.ts'),
    import('./assess/near-names.ts'),
  ])
  const { topPorts, topPortsAvailable } = portKnowledge
  return {
    ...portKnowledge,
    topPorts: (transport, n) => topPorts(transport, Math.min(n, topPortsAvailable(transport))),
    wordsLike(word, presets) {
      const preset = nearest(word, presets)
      return preset === undefined ? nearNames(word) : [preset]
    },
  }
}

const noKnowledge: PortKnowledge = {
  topPorts: () => [],
  portsByName: () => [],
  portsInCategory: () => [],
  wordsLike: () => [],
}

interface ChosenEngine {
  /** Called when all else that was asked for has turned out to be possible. @throws UsageError */
  readonly engine: () => ProbeEngine
  readonly notes: readonly string[]
}

/** The engine of a scan. Throws UsageError. */
async function chooseEngine(options: ScanOptions, how: Preparation): Promise<ChosenEngine> {
  const { onFallback = () => {}, startEarly = false, confined = false } = how
  const { engine = 'auto', pcap, technique = 'syn', threads = 1 } = options
  const driver = driverChoice(options)
  refuseContradictions(engine, driver, pcap, technique)
  refuseThreads(threads, engine, driver, pcap)
  const mustBeRaw = engine === 'raw' || pcap !== undefined || technique !== 'syn'
  const connect = () => connectEngine({ driver })
  // Connections tell open from closed, and nothing else.
  const instead = technique === 'syn' ? '; use --engine connect (-sT)' : ''
  if (engine === 'connect' || (driver !== 'auto' && !mustBeRaw))
    return { engine: startedConnect(connect(), startEarly), notes: [] }
  const [{ missingForRaw }, { autoEngine, rawOrNothing, fallbackLine }] = await Promise.all([
    import('./probe/raw/capabilities.ts'),
    import('./probe/auto-engine.ts'),
  ])
  const missing = missingForRaw()
  if (missing === null) {
    const { rawEngine } = await import('./probe/raw/engine.ts')
    const scanner = confined ? await confinedScanner() : {}
    const raw = startedRaw((options) => rawEngine({ ...scanner, ...options, threads }), pcap, startEarly)
    return {
      engine: () => (mustBeRaw ? rawOrNothing(raw(), instead) : autoEngine(raw(), connect(), onFallback)),
      notes: [],
    }
  }
  if (pcap !== undefined) throw new UsageError(`--pcap ${missing}`)
  if (technique !== 'syn')
    throw new UsageError(`--technique ${technique}${technique === 'ack' ? ' (-sA)' : ''} ${missing}`)
  if (mustBeRaw) throw new UsageError(`--engine raw (-sS) ${missing}; or use --engine connect (-sT)`)
  const started = startedConnect(connect(), startEarly)
  const note = fallbackLine(missing)
  const engineAndLine = () => {
    onFallback(note)
    return started()
  }
  return { engine: engineAndLine, notes: [note] }
}

/** Of which only one can be meant. */
function refuseContradictions(engine: string, driver: DriverChoice, pcap: string | undefined, technique: string): void {
  if (engine !== 'auto' && engine !== 'connect' && engine !== 'raw')
    throw new UsageError(`--engine ${JSON.stringify(engine)} is none of auto, connect, raw`)
  if (engine === 'connect' && pcap !== undefined)
    throw new UsageError('--pcap writes down packets, and --engine connect makes none of its own; use --engine raw')
  if (engine === 'connect' && technique !== 'syn')
    throw new UsageError(`--technique ${technique} is of packets, and --engine connect makes none; use --engine raw`)
  if (driver === 'auto') return
  const ofPackets = technique === 'syn' ? null : `--technique ${technique}`
  const rawWord = engine === 'raw' ? '--engine raw' : pcap !== undefined ? '--pcap' : ofPackets
  if (rawWord !== null)
    throw new UsageError(`--driver says how connections are made, and ${rawWord} makes none; choose one`)
}

/** What only one sender can do, or none of ours. */
function refuseThreads(threads: number, engine: string, driver: DriverChoice, pcap: string | undefined): void {
  if (threads === 1) return
  if (pcap !== undefined)
    throw new UsageError(`--pcap is written by one sender, and --threads ${threads} asks for several; choose one`)
  const word = engine === 'connect' ? '--engine connect' : driver !== 'auto' && engine !== 'raw' ? '--driver' : null
  if (word !== null) throw new UsageError(`--threads divides the raw engine, and ${word} makes connections; choose one`)
}

/** For a scan that was interrupted. Throws UsageError. */
export async function engineToResume(): Promise<ProbeEngine> {
  const { engine } = await chooseEngine({ targets: [], engine: 'raw' }, {})
  return engine()
}

/** Throws UsageError when the file cannot be written. */
function captureFile(path: string): CaptureFile {
  try {
    return { path, descriptor: openSync(path, 'w') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `--pcap ${JSON.stringify(path)} cannot be written (${code}); name a file in a directory of yours`,
    )
  }
}

async function confinedScanner(): Promise<RawEngineOptions> {
  try {
    const { scannerStarter } = await import('./probe/confined/start-scanner.ts')
    return { start: scannerStarter() }
  } catch {
    // koffi is not there. The thread will say so when it starts, and something can stand in for it.
    return {}
  }
}

function startedRaw(
  rawEngine: (options: RawEngineOptions) => RawEngine,
  pcap: string | undefined,
  early: boolean,
): () => ProbeEngine {
  let capture: CaptureFile | undefined
  const engine = rawEngine({ capture: () => capture })
  if (early) engine.warmUp()
  return () => {
    capture = pcap === undefined ? undefined : captureFile(pcap)
    return engine
  }
}

function startedConnect(engine: ConnectEngine, early: boolean): () => ProbeEngine {
  if (early) engine.warmUp()
  return () => engine
}

function driverChoice({ driver = 'auto' }: ScanOptions): DriverChoice {
  if (driver === 'auto' || driver === 'epoll' || driver === 'node') return driver
  throw new UsageError(`--driver ${JSON.stringify(driver)} is none of auto, epoll, node`)
}

function paceOf({ pace, rate, timing, adapt = true }: ScanOptions): Pace {
  const chosen = [pace && `--${pace}`, rate !== undefined && '--rate', timing !== undefined && '-T'].filter(Boolean)
  if (chosen.length > 1) throw new UsageError(`${chosen.join(' and ')} contradict each other; choose one`)
  const table =
    rate !== undefined
      ? paceFromRate(rate)
      : timing !== undefined
        ? paceFromTiming(timing)
        : paceNamed(pace ?? 'default')
  return adapt ? table : { ...table, adapt: false }
}

function planDefaults({ space }: ResolvedTargets): Omit<ProbePlan, 'pace'> {
  return {
    space,
    seed: freshSeed(),
    shard: wholeScan,
    retries: defaultRetries,
    allStates: false,
    discoverHosts: true,
    vantage: hostname(),
  }
}

export interface PreparedCheck {
  readonly request: CheckRequest
  readonly portSpecification: { readonly tcp: string; readonly udp: string }
  readonly portCounts: { readonly tcp: number; readonly udp: number }
  /** What a reader must know of the inside view; complete once the check has run. */
  notes(): readonly string[]
}

/**
 * A check of this machine: all TCP ports, the well-known UDP ports and every UDP port that is listened on, of every
 * own address. No scope applies, because nothing leaves the machine.
 */
export async function prepareCheck(
  before: ListenersResult,
  listAgain: () => Promise<ListenersResult>,
): Promise<PreparedCheck> {
  const { wellKnownUdpPorts } = await import('./knowledge/lookup.ts')
  const own = ownAddresses(before.listeners)
  const udp = new Set([...wellKnownUdpPorts(), ...before.listeners.filter(isOwnUdp).map(({ port }) => port)])
  const targets = await resolveTargets({
    words: own.map(({ address }) => address),
    files: [],
    exclude: [],
    excludeFiles: [],
    ports: `T:1-65535,U:${[...udp].sort((a, b) => a - b).join(',')}`,
    transports: { tcp: true, udp: true },
    family: undefined,
    defaultExcludes: true,
    scope: undefined,
    knowledge: noKnowledge,
  })
  let notes: readonly string[] = before.notes
  const listListeners = async () => {
    const after = await listAgain()
    notes = after.notes
    return after.listeners
  }
  const plan = { ...planDefaults(targets), pace: paceNamed('default') }
  // Always by connections: they need no right that the inside view does not, wait for no answer that gets lost (nothing is lost on
  // lo), and see own addresses as the programs of this machine do.
  const scan = { engine: connectEngine({ driver: 'auto' }), plan, hostnames: targets.hostnames, notes: targets.notes }
  return {
    request: { scan, own, listListeners },
    portSpecification: targets.portSpecification,
    portCounts: targets.portCounts,
    notes: () => notes,
  }
}

/** Addresses on interfaces, and loopback addresses that only a listener shows (127.0.0.53). */
function ownAddresses(listeners: readonly Listener[]): OwnAddress[] {
  const own = interfaceAddresses()
  const known = new Set(own.map(({ address }) => address))
  const shown = listeners.filter(
    ({ bind, netns, address }) => bind === 'loopback' && netns === null && !known.has(address),
  )
  const extra = [...new Set(shown.map(({ address }) => address))]
  return [...own, ...extra.map((address) => ({ address, interface: 'lo' }))]
}

function isOwnUdp({ transport, netns }: Listener): boolean {
  return transport === 'udp' && netns === null
}
