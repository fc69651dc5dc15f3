import type { TakeFrame } from '../../link/link.ts'
import type { Transport } from '../../model/unions.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import type { EndpointSlot } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import type { Checkpoint, Resumption } from '../checkpoint.ts'
import type { Counters } from '../crew/channel.ts'
import type { ProbePlan } from '../engine.ts'
import { Folding, foldingKey, type SavedFolding } from '../hosts/folding.ts'
import { Hosts } from '../hosts/hosts.ts'
import { Loss } from '../pacing/loss.ts'
import { Pacer } from '../pacing/pacer.ts'
import { RoundTrip } from '../pacing/round-trip.ts'
import { ICMP_PORT_UNREACHABLE, isIcmp, isOpen, NO_RESPONSE } from '../results/outcome.ts'
import { OwnFailures } from '../results/own-failures.ts'
import { columnsOf, type Sighting, SightingBuffer, type SightingColumns, sightingAt } from '../results/sightings.ts'
import { mostHostsCounted, Tallies } from '../results/tallies.ts'
import type { Techniques } from '../technique.ts'
import { Walk } from '../walk.ts'
import { Answers } from './answers.ts'
import { Cookie } from './cookie.ts'
import type { Lane, Lanes } from './lane.ts'
import { searchNeighbours } from './neighbour-search.ts'
import { NextProbe, type PayloadOf } from './next-probe.ts'
import type { Outlet } from './outlet.ts'
import { RawPatience } from './raw-patience.ts'
import { RawTrials } from './raw-trials.ts'
import type { RecallEvidence } from './recall.ts'
import { RecallWatch } from './recall-watch.ts'
import { Refusals } from './refusals.ts'
import type { SourcePorts } from './source-ports.ts'
import { looksRepeated } from './syn-ack-repeats.ts'
import { WaveRunner, type WaveWork } from './wave-runner.ts'
import { Waves } from './waves.ts'
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
  readonly deliver: (sightings: SightingColumns) => void
  /** True while the taker is behind: nothing new is sent then. */
  readonly backlogged: () => boolean
  readonly onProgress: (counters: Counters) => void
  /** Share of the open ports that must have been found, as far as loss can be told; default 0.999. */
  readonly minRecall?: number
  /** Takes where the scan is, at least every second. What it counts as found has been delivered by then. */
  readonly save?: (checkpoint: Checkpoint) => void
  /** Goes on from where a former run of the same plan was. */
  readonly resume?: Resumption
  /** Endpoints to a window of the walk; default as in Waves. */
  readonly windowSize?: number
}

const deliverEveryMs = 50
/**
 * After an interruption that is sent again which was sent since the last save, or so shortly before it that answers might have been on
 * their way: both together should be a second at most.
 */
const mostSentAgainMs = 1000
/** But for slow paths: saving costs milliseconds. */
const leastSaveMs = 250
/** What ends before is not worth a trace on disk. */
const firstSaveMs = 1000
const defaultMinRecall = 0.999
/** An answer gets at least this long; less when so many have shown how long they take; and this long while nobody has answered yet. */
const answerFloorMs = { tcp: 100, tcpKnown: 50, udp: 400 } as const
const knownAfter = 30
const answerUnknownMs = 400
const answerCeilingMs = 3000
/** With more hosts than this the hardware addresses are asked for along the way: no more are remembered at a time. */
const mostSoughtAhead = 65_536

/** Runs one plan by packets of our own making, in one thread. */
export class RawScan implements WaveWork {
  readonly tallies: Tallies
  readonly folding: Folding
  readonly failures = new OwnFailures()
  /** Hosts on the link that do not tell their hardware address, as far as they can be counted. */
  readonly absent = new Set<number>()
  readonly #options: RawScanOptions
  readonly #index: EndpointIndex
  readonly #lookup: EndpointLookup
  readonly #refusals: Refusals
  readonly #walk: Walk
  readonly #waves: Waves
  readonly #hosts: Hosts
  readonly #pacer: Pacer
  readonly #cookie: Cookie
  readonly #probe: NextProbe
  readonly #loss = new Loss()
  readonly #roundTrip = new RoundTrip()
  readonly #trials: RawTrials
  readonly #patience = new RawPatience()
  readonly #sightings = new SightingBuffer()
  readonly #runner: WaveRunner
  readonly #recall: RecallWatch
  /** Its port is for those who are asked again to measure loss: no attempt has it. */
  readonly #recallAttempt: number
  readonly #slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  #settled = 0
  #open = 0
  #deserved: number
  #deliverAt = 0
  #saveAt = 0
  /** Positions that need no probe, for a former run saw their answers after it had saved where it was. */
  readonly #known = new Set<number>()

  constructor(options: RawScanOptions) {
    const { plan, random } = options
    this.#options = options
    this.#index = new EndpointIndex(plan.space)
    this.#lookup = new EndpointLookup(plan.space)
    this.#refusals = new Refusals(this.#lookup)
    this.#walk = new Walk(this.#index.size, plan.seed, plan.shard)
    this.#deserved = this.#attemptsDeserved()
    const answerMs = () => this.#answerMs()
    const recall = new RecallWatch({ random, minRecall: options.minRecall ?? defaultMinRecall, answerMs })
    this.#recall = recall
    this.#recallAttempt = options.ports.count - 1
    const nowMs = options.clock()
    this.#waves = new Waves({
      total: this.#walk.total,
      ...(options.windowSize !== undefined && { windowSize: options.windowSize }),
      ...(options.resume !== undefined && { resume: { from: options.resume.checkpoint.waves, nowMs } }),
      timing: { attempts: () => this.#deserved, answerMs },
      onThrough: (window, attempts) => recall.through(window, attempts, this.#deserved),
      whileWaiting: (window, _, nowMs) => recall.whileWaiting(window, nowMs),
      atEnd: (window, attempts, nowMs) => recall.atEnd(window, attempts, nowMs),
      onEnd: (window, attempts) => {
        recall.ended(window, attempts)
        this.#settleSilent(window)
      },
    })
    this.#hosts = new Hosts(this.#index.addressCount, (row) => this.folding.forget(row))
    this.#pacer = new Pacer(plan.pace)
    this.#cookie = new Cookie(random(), random())
    this.#probe = new NextProbe(this.#cookie, options.payloadOf)
    this.tallies = new Tallies(this.#index.addressCount)
    const { tcp, udp } = plan.space
    const release = (sighting: Sighting) => this.#report(sighting)
    this.folding = new Folding({ rows: this.#hosts.rows, tcp, udp, random, release, parts: plan.shard.count })
    this.#trials = new RawTrials(this.folding)
    const { lanes, clock, backlogged } = options
    const [index, waves, pacer] = [this.#index, this.#waves, this.#pacer]
    this.#runner = new WaveRunner({ index, waves, lanes, pacer, clock, backlogged, work: this })
    if (options.resume !== undefined) this.#resume(options.resume, nowMs)
    this.#saveAt = nowMs + (options.resume === undefined ? firstSaveMs : this.#saveEveryMs)
  }

  /** Runs to the end, or until it is aborted. Blocks the thread. @throws SystemCallError when a link is gone */
  run(): void {
    const { aborted } = this.#options
    try {
      this.#findNeighbours()
      while (!(this.#waves.ended && !this.#trials.active && !this.#patience.active) && !aborted()) {
        this.#runner.turn()
        this.#keepTime()
      }
      if (aborted()) this.#save()
    } finally {
      this.#end()
    }
  }

  /** Else those that are not there would hold up the others, one after the other. */
  #findNeighbours(): void {
    const { addressCount } = this.#index
    if (addressCount > mostSoughtAhead) return
    const { lanes, aborted } = this.#options
    searchNeighbours({ addressCount, runner: this.#runner, lanes, aborted, onTurn: () => {}, onFound: () => {} })
  }

  notes(): string[] {
    return [...this.#pacer.notes(), ...this.#patience.notes()]
  }

  /** Of the windows that are through. */
  get recallEvidence(): RecallEvidence {
    return this.#recall.evidence
  }

  /** Takes over what a former run knew, and what it saw after it had saved that. */
  #resume({ checkpoint, tail }: Resumption, nowMs: number): void {
    const { tallies, folding, patience, recall, causes, absent, known, done, open } = checkpoint
    this.#settled = done
    this.#open = open
    this.tallies.add(tallies)
    for (const [cause, count] of Object.entries(causes)) this.failures.giveUp(cause, count)
    for (const addressIndex of absent) this.absent.add(addressIndex)
    for (const position of known) this.#known.add(position)
    this.#recall.resume(recall, (first) => this.#waves.windowOf(first))
    const reported = this.#takeTail(tail, new Set(patience.flatMap(({ waiting }) => waiting)))
    const waiting = (positions: readonly number[]) => positions.filter((position) => !reported.has(position))
    this.#patience.resume(
      patience.map((host) => ({ ...host, waiting: waiting(host.waiting) })),
      nowMs,
    )
    this.#resumeFolding(folding, reported)
  }

  /** Counts what was seen after the checkpoint. Gives the positions of all of it. */
  #takeTail(tail: SightingColumns, patientlyAsked: ReadonlySet<number>): ReadonlySet<number> {
    const reported = new Set<number>()
    for (let i = 0; i < tail.count; i++) {
      const sighting = sightingAt(tail, i)
      const position = this.#positionOf(sighting)
      if (position < 0) continue
      reported.add(position)
      const isCounted = this.#known.has(position) || this.#waves.isDone(position)
      if (isCounted && !patientlyAsked.has(position)) continue
      this.#count(sighting)
      if (!this.#waves.isDone(position) && !this.#waves.settle(position)) this.#known.add(position)
    }
    return reported
  }

  /** What was held back is so still, unless it has been let go since the checkpoint. */
  #resumeFolding(saved: SavedFolding, reported: ReadonlySet<number>): void {
    const sightings = Array.from({ length: saved.held.count }, (_, i) => sightingAt(saved.held, i))
    const held = columnsOf(sightings.filter((sighting) => !reported.has(this.#positionOf(sighting))))
    const hostAt = (addressIndex: number) => {
      const family = this.#lookup.familyOf(addressIndex)
      return { row: this.#hosts.row(addressIndex), addressIndex, family }
    }
    for (const trial of this.folding.resume({ ...saved, held }, hostAt)) this.#trials.begin(trial)
  }

  #positionOf({ addressIndex, transport, port }: Sighting): number {
    const index = this.#lookup.indexOf(addressIndex, transport, port)
    return index < 0 ? -1 : this.#walk.positionOf(index)
  }

  get #saveEveryMs(): number {
    return Math.max(leastSaveMs, mostSentAgainMs - this.#answerMs() - 2 * deliverEveryMs)
  }

  #save(): void {
    const { save } = this.#options
    if (save === undefined) return
    if (this.#sightings.count > 0) this.#options.deliver(this.#sightings.take())
    save({
      waves: this.#waves.saved(this.#options.clock()),
      tallies: this.tallies.rows(),
      folding: this.folding.saved((row) => this.#hosts.ownerOf(row)),
      patience: this.#patience.saved,
      recall: this.#recall.saved,
      causes: { ...this.failures.causes },
      absent: [...this.absent],
      known: [...this.#known],
      total: this.#walk.total,
      done: this.#settled,
      open: this.#open,
      sent: this.#runner.sent,
    })
  }

  #end(): void {
    this.folding.finish()
    if (this.#sightings.count > 0) this.#options.deliver(this.#sightings.take())
    this.failures.giveUp('interrupted', this.#walk.total - this.#settled - this.failures.total)
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
    attempt.attempts = this.#recallAttempt
    return true
  }

  locate(attempt: Attempt): boolean {
    const { position, attempts } = attempt
    if (this.#known.size > 0 && this.#known.delete(position)) {
      this.#waves.settle(position)
      return false
    }
    this.#aim(attempt, position)
    if (!this.#isFolded(attempt)) {
      if (attempts > 0) this.#recall.step(this.#waves.windowOf(position)!, attempts, this.#runner.now)
      return true
    }
    this.folding.skip(foldingKey(attempt.row, attempt.transport))
    if (this.#waves.settle(position)) this.#settled += 1
    return false
  }

  #aim(attempt: Attempt, position: number): void {
    const slot = this.#slot
    this.#index.at(this.#walk.indexOf(position), slot)
    attempt.addressIndex = slot.addressIndex
    attempt.family = slot.family
    attempt.transport = slot.transport
    attempt.port = slot.port
    attempt.row = this.#hosts.row(slot.addressIndex)
  }

  #isFolded({ row, transport }: Attempt): boolean {
    return row >= 0 && this.folding.isFolded(foldingKey(row, transport))
  }

  write({ transport, port, attempts, position }: Attempt, lane: Lane, address: Uint8Array, length: 4 | 16): void {
    const { ports, techniques } = this.#options
    const again = attempts === this.#recallAttempt
    const sourcePort = ports[transport] + (again ? attempts : this.#portOf(attempts))
    const like = again ? this.#recall.answeredAt(-1 - position) : attempts
    this.#probe.aim(address, length, port, sourcePort, like)
    lane.put(techniques[transport], this.#probe)
  }

  /** Own port of an attempt, counted from the first: more attempts than ports share the last but the one for recall. */
  #portOf(attempt: number): number {
    return Math.min(attempt, this.#recallAttempt - 1)
  }

  sent(attempt: Attempt, nowMs: number): void {
    const { addressIndex, position } = attempt
    if (position >= 0) {
      if (this.#patience.isAsking(addressIndex, position)) this.#patience.asked(addressIndex, position, nowMs)
      return
    }
    if (attempt.attempts === this.#recallAttempt) this.#recall.asked(-1 - attempt.position, nowMs)
    else this.#trials.asked(attempt, nowMs)
  }

  unreachable({ position, addressIndex, transport, port }: Attempt, lane: Lane | null): void {
    if (position < 0 || !this.#waves.settle(position)) return
    if (lane?.distance !== 'onLink') {
      this.failures.giveUp('ENETUNREACH')
      return
    }
    if (this.absent.size < mostHostsCounted) this.absent.add(addressIndex)
    const at = this.#options.epoch() + this.#runner.now
    this.#final({ addressIndex, transport, port, outcome: NO_RESPONSE, rttMs: Number.NaN, at })
  }

  readonly refused = (outlet: Outlet, start: number, end: number, code: string): void => {
    const index = this.#refusals.endpointOf(outlet, start, end)
    const position = index < 0 ? -1 : this.#walk.positionOf(index)
    if (position >= 0 && this.#waves.settle(position)) this.failures.giveUp(code)
  }

  reader(outlet: Outlet): TakeFrame {
    const { ports, techniques } = this.#options
    const options = { lookup: this.#lookup, ports, techniques, cookie: this.#cookie, take: this.#take }
    return new Answers(options, outlet).read
  }

  readonly #take = (
    addressIndex: number,
    transport: Transport,
    port: number,
    attempt: number,
    outcome: number,
  ): void => {
    const again = attempt === this.#recallAttempt
    // A port on trial may be one that was asked for as well: when all of them were, every one is.
    if (!again && this.#trials.answered(addressIndex, transport, port, outcome)) return
    const index = this.#lookup.indexOf(addressIndex, transport, port)
    const position = index < 0 ? -1 : this.#walk.positionOf(index)
    const window = position < 0 ? null : this.#waves.windowOf(position)
    if (window === null) {
      if (position >= 0) this.#answeredPatiently(addressIndex, transport, port, position, outcome)
      return
    }
    if (again) {
      this.#heardAgain(position)
      return
    }
    const latest = this.#portOf(this.#waves.attemptAt(position))
    // A datagram has no cookie, but nobody can answer what has not been asked.
    if (attempt > latest) return
    const offset = position - window.first
    if (!window.settle(offset)) return
    this.#settled += 1
    const now = this.#options.clock()
    const open = isOpen(outcome)
    const found = this.#options.techniques[transport].finds(outcome)
    const sinceFirst = window.sinceFirstAsked(offset, now)
    const sinceLast = window.sinceAsked(offset, now)
    // Of the attempts in between it is not remembered when they were made.
    const leastMs = attempt === 0 ? sinceFirst : sinceLast
    const mostMs = attempt === latest ? sinceLast : sinceFirst
    const repeated = open && transport === 'tcp' && this.#looksRepeated(leastMs, mostMs)
    if (!repeated) this.#roundTrip.add(leastMs)
    const rttMs = repeated || leastMs !== mostMs ? Number.NaN : leastMs
    // A repeat comes of an attempt that was lost, as all were that have been made since.
    const inVain = repeated ? Math.max(1, latest) : attempt
    if (!isIcmp(outcome)) this.#learn(addressIndex, found, inVain, rttMs, now - sinceFirst)
    this.tallies.count(addressIndex, transport, outcome)
    if (transport === 'udp' && outcome === ICMP_PORT_UNREACHABLE) this.#patience.saidClosed(addressIndex)
    if (open) this.#open += 1
    const row = this.#hosts.row(addressIndex)
    const folded = row >= 0 && this.folding.isFolded(foldingKey(row, transport))
    if (this.#isForRecall(transport, outcome) && !folded)
      this.#recall.answered(window, { position, addressIndex, attempt: inVain }, found)
    const family = this.#lookup.familyOf(addressIndex)
    const trial = this.folding.answered({ row, addressIndex, family, transport }, open)
    if (trial !== null) this.#trials.begin(trial)
    if (!found && !this.#options.plan.allStates) return
    const sighting = { addressIndex, transport, port, outcome, rttMs, at: this.#options.epoch() + now }
    const key = row < 0 ? -1 : foldingKey(row, transport)
    if (open && this.folding.holds(key)) this.folding.hold(key, sighting)
    else this.#report(sighting)
  }

  #heardAgain(position: number): void {
    const rttMs = this.#recall.heard(position, this.#options.clock())
    if (!Number.isNaN(rttMs) && !this.#looksRepeated(rttMs, rttMs)) this.#roundTrip.add(rttMs)
  }

  /**
   * Whether an answer makes an endpoint one that can be asked again. A service is not bothered with more datagrams where handshakes
   * tell as much.
   */
  #isForRecall(transport: Transport, outcome: number): boolean {
    const { plan, techniques } = this.#options
    return techniques[transport].measuresLoss(outcome) && (transport === 'tcp' || plan.space.tcp.length === 0)
  }

  #answeredPatiently(
    addressIndex: number,
    transport: Transport,
    port: number,
    position: number,
    outcome: number,
  ): void {
    if (!this.#patience.isAsking(addressIndex, position)) return
    const now = this.#options.clock()
    this.#final({ addressIndex, transport, port, outcome, rttMs: Number.NaN, at: this.#options.epoch() + now })
    this.#giveUpOn(this.#patience.settled(addressIndex, true, now))
  }

  readonly #patientlySilent = (addressIndex: number, position: number): void => {
    this.#giveUpOn([position, ...this.#patience.settled(addressIndex, false, this.#runner.now)])
  }

  /** These stayed silent for good. */
  #giveUpOn(positions: readonly number[]): void {
    const at = this.#options.epoch() + this.#options.clock()
    const slot = this.#slot
    for (const position of positions) {
      this.#index.at(this.#walk.indexOf(position), slot)
      const { addressIndex, transport, port } = slot
      this.#final({ addressIndex, transport, port, outcome: NO_RESPONSE, rttMs: Number.NaN, at })
    }
  }

  /** The state of an endpoint is known for good. */
  #final(sighting: Sighting): void {
    this.#count(sighting)
    const { plan, techniques } = this.#options
    if (plan.allStates || techniques[sighting.transport].finds(sighting.outcome)) this.#report(sighting)
  }

  #count({ addressIndex, transport, outcome }: Sighting): void {
    this.tallies.count(addressIndex, transport, outcome)
    this.#settled += 1
    if (isOpen(outcome)) this.#open += 1
  }

  #looksRepeated(leastMs: number, mostMs: number): boolean {
    const { samples, timeoutMs } = this.#roundTrip
    return samples > 0 && looksRepeated(leastMs, mostMs, timeoutMs)
  }

  /** What an answer says of the path; an ICMP error would say little, for hosts limit how many they send. */
  #learn(addressIndex: number, found: boolean, inVain: number, rttMs: number, firstAskedAt: number): void {
    this.#loss.answered(inVain, found)
    if (this.#pacer.unlimited) return
    const lane = this.#runner.laneTo(addressIndex)
    if (lane === null) return
    const { now } = this.#runner
    if (!Number.isNaN(rttMs)) this.#pacer.answered(lane.distance, now - rttMs, now)
    if (inVain > 0) this.#pacer.lost(lane.distance, firstAskedAt)
  }

  /** A window is over: who is left in it stayed silent. */
  #settleSilent(window: Window): void {
    const { plan, clock } = this.#options
    const silent = window.size - window.settled
    const oneKind = plan.space.tcp.length === 0 || plan.space.udp.length === 0
    if (this.#index.addressCount > mostHostsCounted && oneKind && !plan.allStates) {
      this.tallies.count(0, plan.space.tcp.length > 0 ? 'tcp' : 'udp', NO_RESPONSE, silent)
      this.#settled += silent
      return
    }
    const slot = this.#slot
    const now = clock()
    const at = this.#options.epoch() + now
    for (let o = window.nextUnsettled(0); o < window.size; o = window.nextUnsettled(o + 1)) {
      const position = window.first + o
      this.#index.at(this.#walk.indexOf(position), slot)
      const { addressIndex, transport, port } = slot
      if (transport === 'udp' && this.#patience.takes(addressIndex, position, now)) continue
      this.#final({ addressIndex, transport, port, outcome: NO_RESPONSE, rttMs: Number.NaN, at })
    }
  }

  #report(sighting: Sighting): void {
    this.#sightings.add(sighting)
    if (this.#sightings.full) this.#options.deliver(this.#sightings.take())
  }

  #attemptsDeserved(): number {
    return this.#loss.attempts(1 + this.#options.plan.retries)
  }

  #answerMs(): number {
    const { samples, smoothedMs, timeoutMs } = this.#roundTrip
    if (samples === 0) return answerUnknownMs
    const { udp, tcp, tcpKnown } = answerFloorMs
    const floorMs = this.#options.plan.space.udp.length > 0 ? udp : samples < knownAfter ? tcp : tcpKnown
    return Math.min(answerCeilingMs, Math.max(floorMs, 2 * smoothedMs, timeoutMs))
  }

  #keepTime(): void {
    const { now } = this.#runner
    this.#pacer.adjust(now)
    if (now < this.#deliverAt) return
    this.#deliverAt = now + deliverEveryMs
    this.#deserved = this.#attemptsDeserved()
    this.#trials.expire(now)
    this.#patience.expire(now, this.#patientlySilent)
    this.#tellProgress()
    if (this.#sightings.count > 0) this.#options.deliver(this.#sightings.take())
    this.#keepTrack(now)
  }

  /** Frames that wait in an outlet have not been sent: at such a moment nobody can say where the scan is. */
  #keepTrack(now: number): void {
    const { lanes, save } = this.#options
    if (save === undefined || lanes.outlets.some(({ waiting }) => waiting)) return
    this.#waves.mark(now, this.#runner.setAside)
    if (now < this.#saveAt) return
    this.#save()
    this.#saveAt = now + this.#saveEveryMs
  }

  #tellProgress(): void {
    this.#options.onProgress({ done: this.#settled, sent: this.#runner.sent, open: this.#open })
  }
}
