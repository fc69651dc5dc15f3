import type { TakeFrame } from '../../link/link.ts'
import type { Transport } from '../../model/unions.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import type { EndpointSlot } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import type { Checkpoint, Resumption } from '../checkpoint.ts'
import type { Counters } from '../crew/channel.ts'
import type { ProbePlan } from '../engine.ts'
import { Folding, foldingKey } from '../hosts/folding.ts'
import { Hosts } from '../hosts/hosts.ts'
import { Pacer } from '../pacing/pacer.ts'
import { KeptAnswers } from '../results/kept-answers.ts'
import { OwnFailures } from '../results/own-failures.ts'
import { mostHostsCounted } from '../results/tallies.ts'
import { type Deliver, Verdicts } from '../results/verdicts.ts'
import type { Techniques } from '../technique.ts'
import { Answers } from './answers.ts'
import { turnOf } from './awaited.ts'
import { Cookie } from './cookie.ts'
import type { Lane, Lanes } from './lane.ts'
import { LateHosts } from './late-hosts.ts'
import { MeasuredPath } from './measured-path.ts'
import { searchNeighbours } from './neighbour-search.ts'
import { NextProbe, type PayloadOf } from './next-probe.ts'
import type { Outlet } from './outlet.ts'
import { RawPatience } from './raw-patience.ts'
import { RawTrials } from './raw-trials.ts'
import { RawWalk } from './raw-walk.ts'
import type { RecallEvidence } from './recall.ts'
import { RecallWatch } from './recall-watch.ts'
import { Refusals } from './refusals.ts'
import { Releaser } from './releaser.ts'
import { type KeptParts, ScanKeeper } from './scan-keeper.ts'
import { Settling } from './settling.ts'
import { portOf, recallPort, type SourcePorts } from './source-ports.ts'
import { WaveRunner, type WaveWork } from './wave-runner.ts'
import { defaultWindowSize, Waves } from './waves.ts'
import type { Window } from './window.ts'

export interface RawScanOptions {
  readonly plan: ProbePlan
  readonly lanes: Lanes
  readonly ports: SourcePorts
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  /** Milliseconds since 1970 when the clock would have shown 0, had it never stood still. */
  readonly epoch: () => number
  readonly random: () => number
  readonly techniques: Techniques
  readonly payloadOf: PayloadOf
  readonly aborted: () => boolean
  /** Takes what was seen, at least every 50 ms while there is anything. */
  readonly deliver: Deliver
  /** True while the taker is behind: nothing new is sent then. */
  readonly backlogged: () => boolean
  readonly onProgress: (counters: Counters) => void
  /** Share of the open ports that must have been found, as far as loss can be told; default 0.999. */
  readonly minRecall?: number
  /** That share the pace of the whole scan; default 1. */
  readonly scanners?: number
  /** Takes where the scan is, at least every second. What it counts as found has been delivered by then. */
  readonly save?: (checkpoint: Checkpoint) => void
  /** Goes on from where a former run of the same plan was. */
  readonly resume?: Resumption
  /** By address index, as of `turnOf`: when hosts are scanned of which not all were there at once. Default: all now. */
  readonly turns?: Uint8Array
  /** Endpoints to a window of the walk; default as in Waves, divided among the scanners. */
  readonly windowSize?: number
}

const deliverEveryMs = 50
/** Cause of what has no state because nobody waited for it. */
const interrupted = 'interrupted'
const defaultMinRecall = 0.999
/** With more hosts than this the hardware addresses are asked for along the way: no more are remembered at a time. */
const mostSoughtAhead = 65_536

/** Runs one plan by packets of our own making, in one thread. */
export class RawScan implements WaveWork {
  readonly verdicts: Verdicts
  readonly folding: Folding
  readonly failures = new OwnFailures()
  /** Hosts on the link that do not tell their hardware address, as far as they can be counted. */
  readonly absent = new Set<number>()
  readonly #options: RawScanOptions
  readonly #index: EndpointIndex
  readonly #lookup: EndpointLookup
  readonly #refusals: Refusals
  readonly #walk: RawWalk
  readonly #waves: Waves
  readonly #hosts: Hosts
  readonly #pacer: Pacer
  readonly #cookie: Cookie
  readonly #probe: NextProbe
  readonly #path: MeasuredPath
  readonly #trials: RawTrials
  readonly #patience = new RawPatience()
  readonly #runner: WaveRunner
  readonly #late: LateHosts
  readonly #settling: Settling
  readonly #keeper: ScanKeeper
  /** Null where nobody is in a hurry to be forgotten: without limits speed is all. */
  readonly #releaser: Releaser | null
  readonly #recall: RecallWatch
  readonly #slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  #deliverAt = 0

  constructor(options: RawScanOptions) {
    const { plan, random } = options
    this.#options = options
    this.#index = new EndpointIndex(plan.space)
    this.#lookup = new EndpointLookup(plan.space)
    this.#refusals = new Refusals(this.#lookup)
    const { seed, shard } = plan
    const { turns } = options
    this.#walk = new RawWalk({ index: this.#index, seed, shard, turns })
    const came = options.resume?.checkpoint.late ?? null
    if (came !== null) this.#walk.append(came)
    const attempts = attemptsOf(plan)
    const path = new MeasuredPath(attempts)
    this.#path = path
    const answerMs = () => path.answerMs
    const spares = attempts.attemptsWatched < attempts.attempts
    const watch = { minRecall: options.minRecall ?? defaultMinRecall, spares, usualAttempts: () => path.deserved }
    const recall = new RecallWatch({ random, answerMs, ...watch })
    this.#recall = recall
    const attemptsFor = (window: Window) => (recall.spares(window) ? path.deservedWatched : path.deserved)
    const nowMs = options.clock()
    this.#waves = new Waves({
      total: this.#walk.total,
      mostTotal: this.#walk.mostTotal,
      windowSize: options.windowSize ?? Math.ceil(defaultWindowSize / (options.scanners ?? 1)),
      ...(options.resume !== undefined && { resume: { from: options.resume.checkpoint.waves, nowMs } }),
      timing: { attempts: attemptsFor, answerMs },
      onThrough: (window, attempts) => recall.through(window, attempts, attemptsFor(window)),
      whileWaiting: (window, _, nowMs) => recall.askTheFew(window, nowMs),
      atEnd: (window, attempts, nowMs) => recall.atEnd(window, attempts, nowMs),
      onEnd: (window, attempts) => {
        recall.ended(window, attempts)
        this.#releaser?.settle(window)
        this.#settling.windowOver(window)
      },
    })
    this.#hosts = new Hosts(this.#index.addressCount, (row) => this.folding.forget(row))
    this.#pacer = new Pacer(plan.pace)
    this.#cookie = new Cookie(random(), random())
    this.#probe = new NextProbe(this.#cookie, options.payloadOf)
    const { epoch, deliver, techniques } = options
    const shows = (transport: Transport, outcome: number) => plan.allStates || techniques[transport].finds(outcome)
    const verdicts = new Verdicts({ addressCount: this.#index.addressCount, shows, epoch, deliver })
    this.verdicts = verdicts
    const { tcp, udp } = plan.space
    const folding = { rows: this.#hosts.rows, tcp, udp, random, parts: plan.shard.count }
    this.folding = new Folding({ ...folding, release: (one) => verdicts.tell(one) })
    this.#trials = new RawTrials(this.folding)
    const { lanes, clock, backlogged, save, scanners = 1 } = options
    const heldUp = () => backlogged() || this.#releaser?.full === true
    const [index, waves, pacer] = [this.#index, this.#waves, this.#pacer]
    this.#runner = new WaveRunner({ index, waves, lanes, pacer, clock, backlogged: heldUp, work: this })
    this.#late = new LateHosts({ turns, came, runner: this.#runner, lanes })
    this.#releaser = this.#newReleaser()
    const parts = this.#parts
    const kept = plan.keepsAnswers === undefined ? null : new KeptAnswers(plan.keepsAnswers)
    this.#settling = new Settling({ parts, plan, techniques, ports: options.ports, index, pacer, clock, kept })
    this.#keeper = new ScanKeeper({ parts, clock, scanners, deliverEveryMs, save, backlogged })
    if (options.resume !== undefined) this.#keeper.resume(options.resume, nowMs)
  }

  /** Runs to the end, or until it is aborted. Blocks the thread. @throws SystemCallError when a link is gone */
  run(): void {
    const { aborted, scanners = 1 } = this.#options
    try {
      this.#findNeighbours()
      this.#late.ask()
      while (!this.#ended && !aborted()) {
        this.#runner.turn()
        this.#keepTime()
        this.#releaser?.turn()
      }
      if (aborted()) this.#keeper.save()
    } finally {
      this.#end()
    }
    // What folding held back is told by now, and the other scanners may be interrupted later.
    if (scanners > 1 && this.#ended) this.#keeper.save()
    this.#releaser?.finish()
  }

  get #ended(): boolean {
    return (
      this.#late.came !== null &&
      this.#waves.ended &&
      !this.#trials.active &&
      !this.#patience.active &&
      !this.#runner.holdsBack
    )
  }

  #newReleaser(): Releaser | null {
    const { plan, techniques, lanes, ports, aborted, scanners = 1 } = this.#options
    const { release } = techniques.tcp
    if (plan.space.tcp.length === 0 || release === undefined || this.#pacer.unlimited) return null
    const [waves, runner, path] = [this.#waves, this.#runner, this.#path]
    return new Releaser({
      ...{ perSecond: plan.pace.beyond.total, scanners, runner, waves, lanes, path, aborted },
      aim: (attempt, position) => this.#aim(attempt, position),
      follow: ({ port, attempts }, lane, address, length) => {
        this.#probe.aim(address, length, port, ports.tcp + portOf(ports, attempts), attempts)
        lane.put(release, this.#probe)
      },
    })
  }

  /** Else those that are not there would hold up the others, one after the other. */
  #findNeighbours(): void {
    const { addressCount } = this.#index
    if (addressCount > mostSoughtAhead || this.#ended) return
    const { lanes, aborted, turns } = this.#options
    const isSought = (host: number) => turns === undefined || turns[host] === turnOf.first
    const [runner, nothing] = [this.#runner, () => {}]
    searchNeighbours({ addressCount, isSought, runner, lanes, aborted, onTurn: nothing, onFound: nothing })
  }

  /** Hosts that were awaited and have not come, as far as that is known. */
  get missing(): number {
    const { awaited, came } = this.#late
    return came === null ? 0 : awaited.length - came.length
  }

  notes(): string[] {
    return [...this.#pacer.notes(), ...this.#patience.notes(), ...this.#keeper.notes()]
  }

  get recallEvidence(): RecallEvidence {
    return { ...this.#recall.evidence, interrupted: this.failures.causes[interrupted] ?? 0 }
  }

  get #parts(): KeptParts {
    const [waves, walk, lookup, runner, hosts] = [this.#waves, this.#walk, this.#lookup, this.#runner, this.#hosts]
    const [trials, patience, recall, path] = [this.#trials, this.#patience, this.#recall, this.#path]
    const { verdicts, folding, failures, absent } = this
    const { lanes } = this.#options
    const settled = { verdicts, folding, failures, absent, late: this.#late }
    return { waves, walk, lookup, lanes, runner, hosts, trials, patience, recall, path, ...settled }
  }

  #end(): void {
    this.folding.finish()
    this.verdicts.deliver()
    const unseen = this.#late.came === null ? this.#late.awaited.length * this.#index.portCount : 0
    this.failures.giveUp(interrupted, this.#walk.total + unseen - this.verdicts.settled - this.failures.total)
    this.#tellProgress()
  }

  urgent(attempt: Attempt): boolean {
    return this.#trials.next(attempt) || this.#askAgain(attempt) || this.#askPatiently(attempt)
  }

  #askPatiently(attempt: Attempt): boolean {
    const position = this.#patience.next(this.#runner.now)
    if (position < 0) return false
    attempt.position = position
    attempt.attempts = 0
    this.#aim(attempt, position)
    return true
  }

  #askAgain(attempt: Attempt): boolean {
    const sampled = this.#recall.next()
    if (sampled === null) return false
    this.#aim(attempt, sampled.position)
    attempt.position = -1 - sampled.position
    attempt.attempts = recallPort(this.#options.ports)
    return true
  }

  locate(attempt: Attempt): boolean {
    const { position, attempts } = attempt
    if (this.#keeper.knows(position)) {
      this.#waves.settle(position)
      return false
    }
    this.#aim(attempt, position)
    if (!this.#isFolded(attempt)) {
      if (attempts > 0) this.#recall.step(this.#waves.windowOf(position)!, attempts, this.#runner.now)
      return true
    }
    this.folding.skip(foldingKey(attempt.row, attempt.transport))
    if (this.#waves.settle(position)) this.verdicts.skipped()
    return false
  }

  #aim(attempt: Attempt, position: number): void {
    const slot = this.#slot
    this.#index.at(this.#walk.indexOf(position), slot)
    attempt.addressIndex = slot.addressIndex
    attempt.family = slot.family
    attempt.transport = slot.transport
    attempt.port = slot.port
    // Who has not answered needs no books, and the row of one who has would be lost to it.
    attempt.row = this.#hosts.find(slot.addressIndex)
  }

  #isFolded({ row, transport }: Attempt): boolean {
    return row >= 0 && this.folding.isFolded(foldingKey(row, transport))
  }

  write({ transport, port, attempts, position }: Attempt, lane: Lane, address: Uint8Array, length: 4 | 16): void {
    const { ports, techniques } = this.#options
    const again = attempts === recallPort(ports)
    const sourcePort = ports[transport] + (again ? attempts : portOf(ports, attempts))
    const like = again ? this.#recall.answeredAt(-1 - position) : attempts
    this.#probe.aim(address, length, port, sourcePort, like)
    lane.put(techniques[transport], this.#probe)
  }

  sent(attempt: Attempt, nowMs: number): void {
    const { addressIndex, position, transport } = attempt
    if (position >= 0) {
      if (transport === 'tcp') this.#releaser?.sent(attempt, nowMs)
      if (this.#patience.isAsking(addressIndex, position)) this.#patience.asked(addressIndex, position, nowMs)
      return
    }
    if (attempt.attempts === recallPort(this.#options.ports)) this.#recall.asked(-1 - attempt.position, nowMs)
    else this.#trials.asked(attempt, nowMs)
  }

  unreachable({ position, attempts, addressIndex, transport, port }: Attempt, lane: Lane | null): void {
    if (position < 0 && attempts === recallPort(this.#options.ports)) this.#recall.unreachable(-1 - position)
    // It was there before: what it is asked now it has no time to answer any more.
    if (this.#patience.isAsking(addressIndex, position)) this.#settling.patientlySilent(addressIndex, position)
    if (position < 0 || !this.#waves.settle(position)) return
    if (lane?.distance !== 'onLink') {
      this.failures.giveUp('ENETUNREACH')
      return
    }
    if (this.absent.size < mostHostsCounted) this.absent.add(addressIndex)
    this.verdicts.silent(addressIndex, transport, port, this.#runner.now)
  }

  readonly refused = (outlet: Outlet, start: number, end: number, code: string): void => {
    const index = this.#refusals.endpointOf(outlet, start, end)
    const position = index < 0 ? -1 : this.#walk.positionOf(index)
    if (position >= 0 && this.#waves.settle(position)) this.failures.giveUp(code)
  }

  reader(outlet: Outlet): TakeFrame {
    const { ports, techniques } = this.#options
    const options = { lookup: this.#lookup, ports, techniques, cookie: this.#cookie, take: this.#settling.take }
    return new Answers(options, outlet).read
  }

  #keepTime(): void {
    const { now } = this.#runner
    this.#pacer.adjust(now)
    if (now < this.#deliverAt) return
    this.#deliverAt = now + deliverEveryMs
    this.#path.review()
    this.#trials.expire(now)
    this.#patience.expire(now, this.#settling.patientlySilent)
    this.#tellProgress()
    this.verdicts.deliver()
    this.#lookForLate()
    this.#keeper.keepTrack(now)
  }

  /** Frames that wait: see ScanKeeper. */
  #lookForLate(): void {
    if (this.#options.lanes.outlets.some(({ waiting }) => waiting) || !this.#late.look()) return
    const { came } = this.#late
    if (came === null || came.length === 0) return
    this.#walk.append(came)
    this.#waves.extend(this.#walk.total)
    // Before anything of them is told: else nobody could say of it later where in the walk it has its place (resume/owners.ts).
    this.#keeper.save()
  }

  #tellProgress(): void {
    this.#options.onProgress({ done: this.verdicts.settled, sent: this.#runner.sent, open: this.verdicts.open })
  }
}

/** Whether UDP is among it, and how often silence is asked; once less where nobody wants it otherwise and those who answer are watched. */
function attemptsOf({ space, retries, sparesRetries }: ProbePlan) {
  const [udp, attempts] = [space.udp.length > 0, 1 + retries]
  return { udp, attempts, attemptsWatched: sparesRetries && !udp ? Math.min(attempts, 2) : attempts }
}
