/**
 * Portreeve as a library: which ports are open here and there, what they are, and whether they should be.
 *
 * @module
 */
import type { Explanation } from './model/explanation.ts'
import type { Listener } from './model/listener.ts'
import type { ScanRecord } from './model/scan-record.ts'
import type { ScanSummary } from './model/scan-summary.ts'
import { identify as runIdentify, scan as runScan, type ScanRun } from './pipeline.ts'
import type { ScanOptions as PrepareOptions } from './prepare/options.ts'
import { prepareScan } from './prepare/scan.ts'
import type { Progress } from './probe/engine.ts'

export { OperationError, UsageError } from './lib/errors.ts'
export type { CheckRecord } from './model/check-record.ts'
export type { Observation } from './model/observation.ts'
export type { Certificate, OsHint, Service, ServiceEvidence, Tls } from './model/service.ts'
export type { Category, Exposure, Reason, State, Transport } from './model/unions.ts'
export type { Explanation, Listener, Progress, ScanRecord, ScanSummary }

export interface ScanOptions extends Omit<PrepareOptions, 'targets'> {
  /** Ends the scan early; what is known by then is still given. */
  readonly signal?: AbortSignal | undefined
}

/** A scan under way: iterate over it, once, for its records, then ask for the summary. */
export interface Scan extends AsyncIterable<ScanRecord> {
  /** How far it is. Undefined until the targets are read. */
  readonly progress: Progress | undefined
  /** How it ended. Resolves when the records have been taken to the end, or the loop was left; rejects when the scan failed. */
  readonly summary: Promise<ScanSummary>
}

/**
 * Scans targets and gives each endpoint's record as soon as everything about it is known; open ones only unless
 * `allStates` is set. Nothing is sent before the first record is asked for.
 *
 * @param targets addresses, networks, ranges, host names or `self`
 * @throws UsageError (from the iteration) when the targets or options make no sense
 *
 * @example
 * for await (const { address, port, category } of scan('127.0.0.1', { ports: '22,80' })) console.log(address, port, category)
 */
export function scan(targets: string | readonly string[], options: ScanOptions = {}): Scan {
  const { signal, ...rest } = options
  return recordsOf(async () => {
    const { request } = await prepareScan({ ...rest, targets: [targets].flat() })
    return runScan(request, signal)
  })
}

export interface IdentifyOptions
  extends Pick<
    ScanOptions,
    'intensity' | 'fragile' | 'ask' | 'family' | 'pace' | 'rate' | 'config' | 'vantage' | 'signal'
  > {}

/**
 * Asks named endpoints what really speaks behind them, without a scan before: a record each, as soon as it is known. Those that
 * are not open get their state all the same.
 *
 * @param endpoints `host:port`, `host:port,port`, `[address]:port/udp`
 * @throws UsageError (from the iteration) when the endpoints or options make no sense
 *
 * @example
 * for await (const { port, service } of identify('127.0.0.1:22')) console.log(port, service?.product)
 */
export function identify(endpoints: string | readonly string[], options: IdentifyOptions = {}): Scan {
  const { signal, ...rest } = options
  return recordsOf(async () => {
    const { prepareIdentify } = await import('./prepare/identify.ts')
    const { request } = await prepareIdentify([endpoints].flat(), rest)
    return runIdentify(request, signal)
  })
}

/** The records of a run that begins when the first is asked for. */
function recordsOf(start: () => Promise<ScanRun>): Scan {
  let settle: { resolve(summary: ScanSummary): void; reject(error: unknown): void }
  const summary = new Promise<ScanSummary>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Who only iterates gets the error there; the promise must not bring the process down as well.
  summary.catch(() => {})
  let run: ScanRun | undefined

  async function* records(): AsyncGenerator<ScanRecord> {
    try {
      run = await start()
      for await (const batch of run.batches) yield* batch
    } catch (error) {
      settle.reject(error)
      throw error
    } finally {
      // Also when the loop over the records was left. After a failure it is settled already.
      if (run !== undefined) settle.resolve(run.summary())
    }
  }

  const iterator = records()
  return {
    [Symbol.asyncIterator]: () => iterator,
    get progress() {
      return run?.progress()
    },
    summary,
  }
}

export interface ListenersOptions {
  /** Look into other network namespaces too. Default false. */
  readonly allNetns?: boolean | undefined
}

/**
 * The sockets that listen on this machine, with their processes. Linux only for now.
 *
 * @throws OperationError where there is no inside view for the operating system
 */
export async function listeners(options: ListenersOptions = {}): Promise<readonly Listener[]> {
  const { listListeners } = await import('./local/listeners.ts')
  return (await listListeners({ allNetns: options.allNetns ?? false })).listeners
}

/**
 * What is known about a port: `445`, `445/udp` or a service name such as `redis`.
 *
 * @throws UsageError when the word is neither
 */
export async function explain(word: string): Promise<readonly Explanation[]> {
  const explanations = await import('./assess/explain.ts')
  return explanations.explain(word)
}
