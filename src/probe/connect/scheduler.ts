import type { Payload, PayloadContext } from '../../knowledge/payload.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { EndpointSlot } from '../../targets/types.ts'
import type { DistanceClassifier } from '../distance.ts'
import type { ProbePlan } from '../engine.ts'
import type { ConnectDriver, Destination } from './driver.ts'
import { errnoText } from './errno-text.ts'
import { type Attempt, Flight, newAttempt } from './flight.ts'
import { Folding, foldingKey } from './folding.ts'
import { Hosts } from './hosts.ts'
import { Loss } from './loss.ts'
import { FAILED, isOpen, NO_RESPONSE, PENDING } from './outcome.ts'
import { OwnFailures } from './own-failures.ts'
import { Pacer } from './pacer.ts'
import { RetryQueue } from './retry-queue.ts'
import { type Sighting, SightingBuffer, type SightingColumns } from './sightings.ts'
import { Tallies } from './tallies.ts'
import { Timeouts } from './timeouts.ts'
import { Trials } from './trials.ts'
import { Walk } from './walk.ts'

export interface Counters {
  done: number
  sent: number
  open: number
}

export interface SchedulerOptions {
  readonly plan: ProbePlan
  readonly driver: ConnectDriver
  /** Most attempts under way at once; the driver's slots. */
  readonly slots: number
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  /** Milliseconds since 1970 when the clock showed 0. */
  readonly epoch: number
  readonly random: () => number
  readonly distance: DistanceClassifier
  /** Payloads for a UDP port, best first, never none. */
  readonly payloadsFor: (port: number) => readonly Payload[]
  readonly payloadContext: PayloadContext
  readonly aborted: () => boolean
  /** Takes what was seen, at least every 50 ms while there is anything. */
  readonly deliver: (sightings: SightingColumns) => void
  /** True while the taker is behind: nothing new is started then. */
  readonly backlogged: () => boolean
  readonly counters: Counters
  /** Called now and then, and at the end, when the counters have moved. */
  readonly onProgress: () => void
}

/** Starts between two looks at what came back. */
const burst = 256
const deliverEveryMs = 50
const expireEveryMs = 4
/** Longest sleep: an abort is noticed within it. */
const longestWaitMs = 50
const startingLimit = 2048
/** Endpoints set aside because their host's turn has not come. */
const mostDeferred = 64
/** Between an attempt that stayed silent and the next: back-to-back probes die together. */
const retryAfterMs = 200
/** Silent endpoints that wait for the verdict how many attempts silence deserves. Bounds the memory of silence (26 bytes each). */
const mostParked = 2 ** 20

/** Runs one plan on one driver. */
export class Scheduler {
  readonly tallies: Tallies
  readonly folding: Folding
  readonly failures = new OwnFailures()
  readonly #options: SchedulerOptions
  readonly #driver: ConnectDriver
  readonly #index: EndpointIndex
  readonly #walk: Walk
  readonly #flight: Flight
  readonly #hosts: Hosts
  readonly #timeouts: Timeouts
  readonly #pacer: Pacer
  readonly #loss = new Loss()
  readonly #sightings = new SightingBuffer()
  readonly #trials: Trials
  /** Endpoints that get another attempt, and endpoints that had as many as silence deserves, as far as is known. */
  readonly #due = new RetryQueue()
  readonly #parked = new RetryQueue()
  readonly #deferred: { attempt: Attempt; readyAt: number }[] = []
  readonly #endpoint: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  readonly #next = newAttempt()
  readonly #destination: Destination
  #destinationIndex = -1
  /** How many attempts may be under way: grows while all goes well. */
  #limit: number
  #settledAtLimit = 0
  #deservedAttempts: number
  #nextDeadline = Infinity
  #expireAt = 0
  #deliverAt = 0

  constructor(options: SchedulerOptions) {
    const { plan, driver, slots } = options
    this.#options = options
    this.#driver = driver
    this.#index = new EndpointIndex(plan.space)
    this.#walk = new Walk(this.#index.size, plan.seed, plan.shard)
    this.#flight = new Flight(slots)
    this.#hosts = new Hosts(this.#index.addressCount, (row) => this.folding.forget(row))
    this.#timeouts = new Timeouts(this.#hosts)
    this.#pacer = new Pacer(plan.pace)
    this.tallies = new Tallies(this.#index.addressCount)
    const { tcp, udp } = plan.space
    const release = (sighting: Sighting) => this.#report(sighting)
    this.folding = new Folding({ rows: this.#hosts.rows, tcp, udp, random: options.random, release })
    this.#trials = new Trials(this.folding)
    this.#limit = Math.min(startingLimit, slots)
    this.#deservedAttempts = 1 + plan.retries
    const [address, payload] = [new Uint8Array(16), new Uint8Array(0)]
    this.#destination = { family: 4, transport: 'tcp', port: 0, address, zone: undefined, payload }
  }

  /** Runs to the end, or until it is aborted. */
  async run(): Promise<void> {
    while (this.#goesOn() && !this.#options.aborted()) {
      const idleMs = this.#admit()
      if (this.#flight.count > 0 || idleMs > 0) {
        const waiting = this.#driver.wait(this.#waitMs(idleMs), this.#onOutcome)
        if (waiting !== undefined) await waiting
      }
      this.#keepTime()
    }
    this.#end()
  }

  /** Endpoints of this shard. */
  get total(): number {
    return this.#walk.total
  }

  notes(): string[] {
    return this.#pacer.notes()
  }

  #goesOn(): boolean {
    const waiting = this.#due.count + this.#deferred.length + this.#trials.waiting
    if (!this.#walk.ended || this.#flight.count > 0 || waiting > 0) return true
    if (this.#parked.count > 0) this.#reviewParked()
    return this.#due.count > 0
  }

  #end(): void {
    this.#flight.each((slot) => this.#driver.cancel(slot))
    this.folding.finish()
    if (this.#sightings.count > 0) this.#options.deliver(this.#sightings.take())
    this.failures.giveUp('interrupted', this.#walk.total - this.#options.counters.done - this.failures.total)
    this.#options.onProgress()
  }

  /** Starts what may be started. Gives 0 when there may be more at once, else for how many ms there is nothing to start. */
  #admit(): number {
    const { clock, backlogged } = this.#options
    const now = clock()
    if (now < this.failures.pausedUntil) return this.failures.pausedUntil - now
    if (backlogged()) return 5
    this.#admitDeferred(now)
    for (let left = burst; left > 0; left--) {
      if (this.#flight.count >= this.#limit) return longestWaitMs
      if (this.#deferred.length >= mostDeferred) return this.#deferredWait(clock())
      if (!this.#pickNext()) return this.#nothingToStartMs()
      const waitMs = this.#next.position < 0 ? this.#launch(this.#next) : this.#startNext()
      if (waitMs > 0) this.#deferred.push({ attempt: { ...this.#next }, readyAt: clock() + waitMs })
    }
    return 0
  }

  #admitDeferred(now: number): void {
    const deferred = this.#deferred
    let kept = 0
    for (let i = 0; i < deferred.length; i++) {
      const item = deferred[i]!
      if (item.readyAt <= now && this.#flight.count < this.#limit) {
        const waitMs = this.#launch(item.attempt)
        if (waitMs === 0) continue
        item.readyAt = now + waitMs
      }
      deferred[kept++] = item
    }
    deferred.length = kept
  }

  #deferredWait(now: number): number {
    let earliest = Infinity
    for (const { readyAt } of this.#deferred) earliest = Math.min(earliest, readyAt)
    return Math.max(1, earliest - now)
  }

  #nothingToStartMs(): number {
    const now = this.#options.clock()
    const deferred = this.#deferred.length > 0 ? this.#deferredWait(now) : longestWaitMs
    return Math.max(1, Math.min(deferred, this.#due.readyAt - now))
  }

  /** Writes what to do next into `#next`: trials, then endpoints that wait for another attempt, then new ones. */
  #pickNext(): boolean {
    const next = this.#next
    if (this.#trials.next(next)) return true
    if (this.#due.readyAt <= this.#options.clock()) {
      this.#due.shift(next)
      return true
    }
    next.position = this.#walk.next()
    next.attempts = 0
    next.failures = 0
    return next.position >= 0
  }

  /** Starts or settles an endpoint of the plan. Gives 0, or the ms to wait before launching it. */
  #startNext(): number {
    const next = this.#next
    this.#locate(next)
    const key = foldingKey(next.row, next.transport)
    if (this.folding.isFolded(key)) {
      this.folding.skip(key)
      this.#options.counters.done += 1
      return 0
    }
    if (this.folding.isOnTrial(key)) {
      this.#due.push(next, this.#options.clock() + retryAfterMs)
      return 0
    }
    return this.#launch(next)
  }

  /** Fills in which endpoint the position stands for. */
  #locate(attempt: Attempt): void {
    const endpoint = this.#endpoint
    this.#index.at(this.#walk.indexOf(attempt.position), endpoint)
    attempt.addressIndex = endpoint.addressIndex
    attempt.family = endpoint.family
    attempt.transport = endpoint.transport
    attempt.port = endpoint.port
    attempt.row = this.#hosts.row(endpoint.addressIndex)
  }

  /** Sends an attempt. Gives 0, or the ms to wait before it may go. */
  #launch(attempt: Attempt): number {
    const { clock, counters } = this.#options
    this.#aim(attempt)
    const now = clock()
    const waitMs = this.#pacer.take(attempt.addressIndex, attempt.distance, now)
    if (waitMs > 0) return waitMs
    attempt.previousAt = attempt.sentAt
    attempt.sentAt = now
    const outcome = this.#driver.start(this.#flight.nextFree, this.#destination)
    if (outcome >= FAILED) {
      this.#settle(attempt, outcome)
      return 0
    }
    counters.sent += 1
    this.#pacer.opened(attempt.addressIndex, attempt.distance)
    if (outcome === PENDING) {
      const deadline = now + this.#timeouts.of(attempt)
      this.#flight.take(attempt, deadline)
      if (deadline < this.#nextDeadline) this.#nextDeadline = deadline
      return 0
    }
    this.#pacer.closed(attempt.addressIndex, attempt.distance)
    this.#settle(attempt, outcome)
    return 0
  }

  /** Writes the destination, and how far it is. */
  #aim(attempt: Attempt): void {
    const destination = this.#destination
    const { addressIndex, row, family, transport, port } = attempt
    if (addressIndex !== this.#destinationIndex) {
      this.#index.addressBytes(addressIndex, destination.address)
      destination.zone = family === 6 ? this.#index.zone(addressIndex) : undefined
      destination.family = family
      this.#destinationIndex = addressIndex
    }
    let distance = this.#hosts.distance(row)
    if (distance === undefined) {
      distance = this.#options.distance(destination.address, family === 4 ? 4 : 16)
      this.#hosts.setDistance(row, distance)
    }
    attempt.distance = distance
    destination.transport = transport
    destination.port = port
    if (transport === 'udp') {
      const payloads = this.#options.payloadsFor(port)
      destination.payload = payloads[attempt.attempts % payloads.length]!.build(this.#options.payloadContext)
    }
  }

  /** An attempt in a slot has ended. */
  readonly #onOutcome = (slot: number, outcome: number): void => {
    const attempt = this.#flight.at(slot)
    this.#flight.free(slot)
    this.#pacer.closed(attempt.addressIndex, attempt.distance)
    this.#settle(attempt, outcome)
  }

  readonly #onExpired = (slot: number): void => {
    this.#driver.cancel(slot)
    this.#onOutcome(slot, NO_RESPONSE)
  }

  #settle(attempt: Attempt, outcome: number): void {
    const now = this.#options.clock()
    if (outcome < FAILED) this.#grow()
    if (outcome < FAILED && outcome !== NO_RESPONSE) this.#learnFrom(attempt, now)
    if (attempt.position < 0) this.#trials.settle(attempt.position, outcome)
    else if (outcome >= FAILED) this.#failed(attempt, outcome - FAILED, now)
    else if (outcome === NO_RESPONSE) this.#silent(attempt, now)
    else this.#answered(attempt, outcome, now)
  }

  #answered(attempt: Attempt, outcome: number, now: number): void {
    this.failures.worked()
    this.#loss.answered(attempt.attempts, isOpen(outcome))
    const trial = this.folding.answered(attempt, isOpen(outcome))
    this.#final(attempt, outcome, now)
    if (trial) this.#trials.begin(trial)
  }

  #learnFrom(attempt: Attempt, now: number): void {
    this.#pacer.answered(attempt.distance, attempt.sentAt, now)
    if (attempt.attempts > 0) this.#pacer.lost(attempt.distance, attempt.previousAt)
    if (this.#timeouts.answered(attempt, now - attempt.sentAt)) this.#renewDeadlines()
  }

  #silent(attempt: Attempt, now: number): void {
    attempt.attempts += 1
    if (attempt.attempts < this.#deservedAttempts) this.#due.push(attempt, now + retryAfterMs)
    else this.#parked.push(attempt, now)
    if (this.#parked.count >= mostParked) this.#reviewParked()
  }

  /** Of the endpoints that stayed silent, those that deserve more attempts by now get them; the others are given their state. */
  #reviewParked(): void {
    const { clock, plan } = this.#options
    this.#deservedAttempts = this.#loss.attempts(1 + plan.retries)
    const next = this.#next
    for (let left = this.#parked.count; left > 0; left--) {
      this.#parked.shift(next)
      if (next.attempts < this.#deservedAttempts) {
        this.#due.push(next, clock())
      } else {
        this.#locate(next)
        this.#final(next, NO_RESPONSE, clock())
      }
    }
  }

  #failed(attempt: Attempt, errno: number, now: number): void {
    const name = errnoText(errno)
    attempt.failures += 1
    if (!this.failures.retry(name, attempt.failures, now)) {
      this.failures.giveUp(name)
      return
    }
    if (name === 'EMFILE' || name === 'ENFILE') this.#limit = Math.max(1, Math.min(this.#limit, this.#flight.count))
    attempt.sentAt = 0
    this.#due.push(attempt, this.failures.pausedUntil)
  }

  /** The state of an endpoint is known for good. */
  #final(attempt: Attempt, outcome: number, now: number): void {
    const { addressIndex, transport, port, row } = attempt
    const { counters, epoch, plan } = this.#options
    this.tallies.count(addressIndex, transport, outcome)
    counters.done += 1
    const open = isOpen(outcome)
    if (open) counters.open += 1
    else if (!plan.allStates) return
    const rttMs = outcome === NO_RESPONSE ? Number.NaN : now - attempt.sentAt
    const sighting = { addressIndex, transport, port, outcome, rttMs, at: epoch + now }
    const key = foldingKey(row, transport)
    if (open && this.folding.holds(key)) this.folding.hold(key, sighting)
    else this.#report(sighting)
  }

  #report(sighting: Sighting): void {
    this.#sightings.add(sighting)
    if (this.#sightings.full) this.#options.deliver(this.#sightings.take())
  }

  #grow(): void {
    this.#settledAtLimit += 1
    if (this.#settledAtLimit < this.#limit || this.#limit >= this.#flight.slots) return
    this.#settledAtLimit = 0
    this.#limit = Math.min(2 * this.#limit, this.#flight.slots)
  }

  #renewDeadlines(): void {
    this.#flight.each((slot, attempt) => this.#flight.setDeadline(slot, attempt.sentAt + this.#timeouts.of(attempt)))
    this.#nextDeadline = 0
  }

  #keepTime(): void {
    const now = this.#options.clock()
    if (now >= this.#expireAt && now >= this.#nextDeadline) {
      this.#nextDeadline = this.#flight.expire(now, this.#onExpired)
      this.#expireAt = now + expireEveryMs
    }
    this.#pacer.adjust(now)
    this.#options.onProgress()
    if (now < this.#deliverAt) return
    this.#deliverAt = now + deliverEveryMs
    this.#deservedAttempts = this.#loss.attempts(1 + this.#options.plan.retries)
    if (this.#sightings.count > 0) this.#options.deliver(this.#sightings.take())
  }

  #waitMs(idleMs: number): number {
    if (idleMs === 0) return 0
    const now = this.#options.clock()
    const untilExpiry = Math.max(this.#nextDeadline, this.#expireAt) - now
    return Math.ceil(Math.max(0, Math.min(idleMs, longestWaitMs, untilExpiry)))
  }
}
