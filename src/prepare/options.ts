import type { Ask } from '../identify/login.ts'
import { UsageError } from '../lib/errors.ts'

const mostRetries = 10
const mostThreads = 16

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
  /** Senders of the raw engine, 1 to 16: they share a scan of many thousand endpoints, and its pace. Default: probe/raw/division.ts. */
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
  /** Ask open ports what speaks behind them: true, however many are open; false, none. Default: where fewer than 1,000 are. */
  readonly service?: boolean | undefined
  /** How much may be asked of each, 0 (listen only) to 9. Default 5. */
  readonly intensity?: number | undefined
  /** Ask printers' raw ports, controllers and the like as well, which may be harmed by it. Default false. */
  readonly fragile?: boolean | undefined
  /**
   * `auth`: also log in by names that everybody knows, one attempt a service: the SNMP community "public", anonymous to FTP, no name to
   * MQTT brokers. Default: none.
   */
  readonly ask?: readonly Ask[] | undefined
  /** Configuration file; default as documented in docs/configuration.md. */
  readonly config?: string | undefined
  /** Name of this machine in the results. Default: its host name. */
  readonly vantage?: string | undefined
}

/** What makes no sense whatever the targets are: the command line has checked much of it, a program may pass it all the same. @throws UsageError */
export async function refuseImpossible(options: ScanOptions): Promise<void> {
  refuseImpossibleNumbers(options)
  refuseUnseededShard(options)
  await refuseUnknownTechnique(options)
}

function refuseImpossibleNumbers({
  retries = 0,
  seed = 0,
  shard = { index: 0, count: 1 },
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
  const { techniques } = await import('../probe/techniques.gen.ts')
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
