// no foreign bytes: the numbers are read out of our own random bytes
import { randomBytes } from 'node:crypto'
import { seededRandom } from '../../lib/random.ts'
import { type Counters, sightingsMessage, type WorkerMessage } from '../crew/channel.ts'
import type { ProbePlan } from '../engine.ts'
import type { OpenCapture } from './capture.ts'
import type { RawOrder } from './channel.ts'
import { paceOfEach } from './division.ts'
import { HostDiscovery } from './host-discovery.ts'
import type { PayloadOf } from './next-probe.ts'
import { type Network, openGround, openNetwork, type SocketSource } from './open-network.ts'
import { RawScan } from './raw-scan.ts'
import { techniquesOf } from './techniques-of.ts'

/** Whoever gives a scanner its orders, as the scanner sees them. */
export interface Principal {
  readonly sockets: SocketSource
  /** How to open capture files, when this order wants frames to be written down. */
  captureFor(order: RawOrder): OpenCapture | null
  tell(message: WorkerMessage): void
  /** What it has told last, and tells now. */
  counters: Counters
  readonly aborted: boolean
  /** How long this one has been made to pause so far, in ms. */
  readonly pausedMs: number
  /** Whether it is far behind with what it was told. */
  readonly backlogged: boolean
}

/** Sends raw packets as it is ordered to. Its work blocks its thread. */
export class Scanner {
  readonly #principal: Principal
  /** Keys and ports are secrets of this scan: not of the seed, which a person may tell. */
  readonly #random = seededRandom(randomBytes(6).readUIntBE(0, 6))
  /** While the targets are still being read. */
  readonly #ground = openGround(this.#random)
  #network: Network | null = null

  /** @throws as openGround */
  constructor(principal: Principal) {
    this.#principal = principal
  }

  /** It stands still during a pause: what is answered then has been answered at once. */
  readonly #clock = () => performance.now() - this.#principal.pausedMs

  /** Carries an order out. True when it was the last: everything is closed. @throws Error when it cannot; likewise */
  async obey(order: RawOrder): Promise<boolean> {
    const network = this.#open(order)
    const isLast = order.kind !== 'discover'
    let failed = true
    try {
      if (order.kind === 'discover') this.#discover(order.plan, network)
      else if (order.kind === 'scan') await this.#scan(order, network)
      failed = false
    } finally {
      // What libc opened belongs to the process, and would outlive a thread.
      if (isLast || failed) network.close()
    }
    return isLast
  }

  #open(order: RawOrder): Network {
    this.#network ??= openNetwork({
      ground: this.#ground,
      plan: order.plan,
      scanners: order.scanners,
      random: this.#random,
      sockets: this.#principal.sockets,
      capture: this.#principal.captureFor(order),
    })
    return this.#network
  }

  #discover({ space, pace, seed }: ProbePlan, { lanes, ports }: Network): void {
    const principal = this.#principal
    const discovery = new HostDiscovery({
      addresses: space.addresses,
      lanes,
      ports: ports.discovery,
      pace,
      seed,
      random: this.#random,
      clock: this.#clock,
      aborted: () => principal.aborted,
      onProgress: ({ sent }) => {
        principal.counters = { done: 0, sent, open: 0 }
      },
    })
    discovery.run()
    principal.tell({ kind: 'hosts', alive: discovery.alive })
  }

  async #scan(order: RawOrder, { lanes, ports, shareRequests, close }: Network): Promise<void> {
    const { plan, keeps, turns, resume, capture, scanners } = order
    shareRequests(scanners)
    const principal = this.#principal
    const begun = Date.now() - performance.now()
    const before = resume?.checkpoint.sent ?? principal.counters.sent
    const rawScan = new RawScan({
      plan: { ...plan, pace: paceOfEach(plan.pace, scanners) },
      scanners,
      ...(plan.minRecall !== undefined && { minRecall: plan.minRecall }),
      ...(turns !== undefined && { turns }),
      ...(resume !== undefined && { resume }),
      ...(keeps && {
        save: (at) => principal.tell({ kind: 'checkpoint', checkpoint: { ...at, sent: before + at.sent } }),
      }),
      lanes,
      ports: ports.scan,
      clock: this.#clock,
      epoch: () => begun + principal.pausedMs,
      random: this.#random,
      techniques: techniquesOf(plan),
      payloadOf: await payloadOf(plan),
      aborted: () => principal.aborted,
      deliver: (columns, answers) => principal.tell(sightingsMessage(columns, answers)),
      backlogged: () => principal.backlogged,
      onProgress: (counters) => {
        principal.counters = { ...counters, sent: before + counters.sent }
      },
    })
    const crash = attempt(() => rawScan.run())
    // A capture is whole only when it is closed. The sockets alone nobody need wait for: the kernel takes some 30 ms for each.
    const unclosed = capture === null ? null : attempt(close)
    principal.tell({
      kind: 'end',
      crash: crash ?? unclosed,
      tallies: rawScan.verdicts.tallies.rows(),
      folded: rawScan.folding.folded,
      absent: [...rawScan.absent],
      missing: rawScan.missing,
      causes: rawScan.failures.causes,
      recall: rawScan.recallEvidence,
      notes: rawScan.notes(),
    })
  }
}

/** What it broke off with; null when it came to its end. */
function attempt(work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The payloads, which take turns, are loaded only for plans with UDP. */
async function payloadOf(plan: ProbePlan): Promise<PayloadOf> {
  if (plan.space.udp.length === 0) return () => new Uint8Array(0)
  const { payloadsFor } = await import('../../knowledge/payload-index.ts')
  const context = { random: (bytes: number) => randomBytes(bytes) }
  return (port, attempt) => {
    const payloads = payloadsFor(port)
    return payloads[attempt % payloads.length]!.build(context)
  }
}
