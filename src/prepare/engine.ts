import { accessSync, constants, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { JobControl } from '../confined/job-control.ts'
import { UsageError } from '../lib/errors.ts'
import type { StartedScanner } from '../probe/confined/scanner-process.ts'
import { connectEngine, type DriverChoice } from '../probe/connect/engine.ts'
import type { ProbeEngine, ProbePlan } from '../probe/engine.ts'
import type { CaptureFile } from '../probe/raw/capture.ts'
import type { RawEngine, RawEngineOptions } from '../probe/raw/engine.ts'
import type { ScanOptions } from './options.ts'

export interface Preparation {
  /** Told, in the line that the notes of the summary have too, when connections stand in for the raw engine. */
  readonly onFallback?: (line: string) => void
  /** Told of endpoints that may be harmed by being asked what they are, before they are: with `fragile` only. */
  readonly onFragile?: (endpoints: readonly { readonly address: string; readonly port: number }[]) => void
  /** Starts the worker while the targets are being read. When they cannot be, it and its sockets stay until the process ends. */
  readonly startEarly?: boolean
  /**
   * Who reads what peers send runs in processes of their own that have no rights, and pauses as this tells them. Default: in threads of this
   * one.
   */
  readonly confined?: JobControl | undefined
  /** Of a `confined` one: its process, when that has been started already. */
  readonly scanner?: StartedScanner | null
}

export interface ChosenEngine {
  readonly engine: ProbeEngine
  /** Why connections stand in for packets, if they do, in one line. */
  readonly fallback?: string
}

/** What a person may say about who sends. */
interface EngineWish {
  readonly engine: string
  readonly driver: DriverChoice
  readonly technique: string
  readonly threads: number | undefined
  readonly pcap: string | undefined
}

type EngineOptions = Pick<ScanOptions, keyof EngineWish>

/** The engine of a scan. Throws UsageError. */
export async function chooseEngine(options: EngineOptions, how: Preparation = {}): Promise<ChosenEngine> {
  const { onFallback = () => {}, startEarly = false } = how
  const wish = wishOf(options)
  refuseContradictions(wish)
  refuseThreads(wish)
  const connect = () => connectEngine({ driver: wish.driver })
  const mustBeRaw = packetWord(wish)
  if (connectionWord(wish) !== null) {
    return { engine: warmed(connect(), startEarly) }
  }
  const [{ missingForRaw }, { autoEngine, rawOrNothing, fallbackLine }] = await Promise.all([
    import('../probe/raw/capabilities.ts'),
    import('../probe/auto-engine.ts'),
  ])
  const missing = await missingForRaw()
  if (missing === null) {
    const raw = warmed(await rawEngineFor(wish, how), startEarly)
    return { engine: mustBeRaw === null ? autoEngine(raw, connect(), onFallback) : rawOrNothing(raw, insteadOf(wish)) }
  }
  if (mustBeRaw !== null) throw new UsageError(`${mustBeRaw} ${missing}${insteadOf(wish)}`)
  return { engine: warmed(connect(), startEarly), fallback: fallbackLine(missing) }
}

/**
 * For a scan that was interrupted: its scanner has no more rights than that of a new one.
 *
 * @throws UsageError when this process may not send packets
 */
export async function engineToResume(technique: ProbePlan['technique'], confined: JobControl): Promise<ProbeEngine> {
  const { engine } = await chooseEngine({ engine: 'raw', technique }, { confined })
  return engine
}

/**
 * Always by connections: they need no right that the inside view does not, wait for no answer that gets lost (nothing is lost on
 * lo), and see own addresses as the programs of this machine do.
 */
export function engineToCheck(): ProbeEngine {
  return connectEngine({ driver: 'auto' })
}

function wishOf({ engine = 'auto', driver = 'auto', technique = 'syn', threads, pcap }: EngineOptions): EngineWish {
  if (engine !== 'auto' && engine !== 'connect' && engine !== 'raw')
    throw new UsageError(`--engine ${JSON.stringify(engine)} is none of auto, connect, raw`)
  if (driver !== 'auto' && driver !== 'epoll' && driver !== 'node')
    throw new UsageError(`--driver ${JSON.stringify(driver)} is none of auto, epoll, node`)
  return { engine, driver, technique, threads, pcap }
}

/** The word that only packets of our own making can fulfil, if there is one. */
function packetWord({ engine, technique, pcap }: EngineWish): string | null {
  if (pcap !== undefined) return '--pcap'
  if (technique !== 'syn') return `--technique ${technique}${technique === 'ack' ? ' (-sA)' : ''}`
  return engine === 'raw' ? '--engine raw' : null
}

/** Of which only one can be meant. */
function refuseContradictions(wish: EngineWish): void {
  const word = packetWord(wish)
  if (word === null) return
  if (wish.engine === 'connect')
    throw new UsageError(`${word} is of packets of our own making, and --engine connect makes none; use --engine raw`)
  if (wish.driver !== 'auto')
    throw new UsageError(`--driver says how connections are made, and ${word} makes none; choose one`)
}

/** What only one sender can do, or none of ours. */
function refuseThreads(wish: EngineWish): void {
  const { threads, pcap } = wish
  if (threads === undefined || threads === 1) return
  if (pcap !== undefined)
    throw new UsageError(`--pcap is written by one sender, and --threads ${threads} asks for several; choose one`)
  const word = connectionWord(wish)
  if (word !== null) throw new UsageError(`--threads divides the raw engine, and ${word} makes connections; choose one`)
}

/** The word that asks for connections, if there is one; contradictions have been refused. */
function connectionWord({ engine, driver }: EngineWish): string | null {
  if (engine === 'connect') return '--engine connect'
  return driver === 'auto' ? null : '--driver'
}

/** What a person may do who wanted packets: connections tell open from closed, and nothing else. */
function insteadOf({ technique, pcap }: EngineWish): string {
  return technique === 'syn' && pcap === undefined ? '; use --engine connect (-sT)' : ''
}

async function rawEngineFor(
  { pcap, threads }: EngineWish,
  { confined, scanner = null }: Preparation,
): Promise<RawEngine> {
  const { rawEngine } = await import('../probe/raw/engine.ts')
  if (pcap !== undefined) writable(pcap, () => mayBeWritten(pcap))
  const capture = pcap === undefined ? {} : { capture: () => captureFile(pcap) }
  return rawEngine({ ...(confined === undefined ? {} : await confinedScanner(confined, scanner)), ...capture, threads })
}

/** What is there is kept until the scan runs, and who reads a pipe sees no end before. @throws Error with a code */
function mayBeWritten(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false })
  // Of a folder, access(2) tells whether files can be made in it.
  if (there?.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
  accessSync(there === undefined ? `${dirname(path)}/` : path, constants.W_OK)
}

function captureFile(path: string): CaptureFile {
  return { path, descriptor: writable(path, () => openSync(path, 'w')) }
}

/** Throws UsageError when the file of --pcap cannot be written. */
function writable<Value>(path: string, attempt: () => Value): Value {
  try {
    return attempt()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `--pcap ${JSON.stringify(path)} cannot be written (${code}); name a file in a directory of yours`,
    )
  }
}

async function confinedScanner(jobControl: JobControl, started: StartedScanner | null): Promise<RawEngineOptions> {
  const { scannerStarter } = await import('../probe/confined/start-scanner.ts')
  return { start: scannerStarter(jobControl, started) }
}

/** Ahead of `run`, while targets are still being read. */
function warmed<Engine extends { warmUp(): void }>(engine: Engine, early: boolean): Engine {
  if (early) engine.warmUp()
  return engine
}
