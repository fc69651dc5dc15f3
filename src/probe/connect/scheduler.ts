import type { Answer } from '../../model/answer.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { type Attempt, newAttempt } from '../attempt.ts'
import { Folding, foldingKey } from '../hosts/folding.ts'
import { Hosts } from '../hosts/hosts.ts'
import { Patience } from '../hosts/patience.ts'
import { Trials } from '../hosts/trials.ts'
import { Deferred } from '../pacing/deferred.ts'
import { Pacer } from '../pacing/pacer.ts'
import { KeptAnswers } from '../results/kept-answers.ts'
import { FAILED, ICMP_PORT_UNREACHABLE, isIcmp, isOpen, NO_RESPONSE, PENDING, UDP_REPLY } from '../results/outcome.ts'
import { OwnFailures } from '../results/own-failures.ts'
import { Verdicts } from '../results/verdicts.ts'
import { Walk } from '../walk.ts'
import type { ConnectDriver } from './driver.ts'
import { errnoText } from './errno-text.ts'
import { Flight } from './flight.ts'
import { Neighbours } from './neighbours.ts'
import { OwnDrops } from './own-drops.ts'
import { Retries } from './retries.ts'
import { Route } from './route.ts'
import type { SchedulerOptions } from './scheduler-options.ts'
import { kernelRepeats, Timeouts } from './timeouts.ts'

/** Starts between two looks at what came back; few while this machine throws probes away. */
const burst = 256
const carefulBurst = 64
const deliverEveryMs = 50
const expireEveryMs = 4
/** Longest sleep: an abort is noticed within it. */
const longestWaitMs = 50

/** Runs one plan on one driver. */
export class Scheduler {
  readonly verdicts: Verdicts
  readonly folding: Folding
  readonly neighbours: Neighbours
  readonly failures = new OwnFailures()
  readonly #options: SchedulerOptions
  readonly #driver: ConnectDriver
  readonly #walk: Walk
  readonly #flight: Flight
  readonly #hosts: Hosts
  readonly #route: Route
  readonly #timeouts: Timeouts
  readonly #pacer: Pacer
  readonly #drops: OwnDrops
  readonly #trials: Trials
  readonly #retries: Retries
  readonly #patience = new Patience()
  readonly #deferred = new Deferred()
  readonly #next = newAttempt()
  /** Null: nobody has a use for answers. */
  readonly #kept: KeptAnswers | null
  #sent = 0
  #nextDeadline = Infinity
  #expireAt = 0
  #deliverAt = 0

  constructor(options: SchedulerOptions) {
    const { plan, driver, slots, distance, payloadsFor, payloadContext } = options
    this.#options = options
    this.#driver = driver
    this.#kept = plan.keepsAnswers === undefined ? null : new KeptAnswers(plan.keepsAnswers)
    const index = new EndpointIndex(plan.space)
    this.#walk = new Walk(index.size, plan.seed, plan.shard)
    this.#flight = new Flight(slots)
    this.#hosts = new Hosts(index.addressCount, (row) => this.folding.forget(row))
    this.#route = new Route({ index, hosts: this.#hosts, distance, payloadsFor, payloadContext })
    this.#timeouts = new Timeouts(this.#hosts)
    this.#pacer = new Pacer(plan.pace)
    this.#drops = new OwnDrops(options.dropCounters, options.clock())
    const { epoch, deliver, random } = options
    const shows = (_: unknown, outcome: number) => plan.allStates || isOpen(outcome)
    const verdicts = new Verdicts({ addressCount: index.addressCount, shows, epoch: () => epoch, deliver })
    this.verdicts = verdicts
    const { tcp, udp } = plan.space
    const folding = { rows: this.#hosts.rows, tcp, udp, random, parts: plan.shard.count }
    this.folding = new Folding({ ...folding, release: (one) => verdicts.tell(one) })
    this.#trials = new Trials(this.folding)
    this.#retries = new Retries(1 + plan.retries)
    this.neighbours = new Neighbours({
      read: options.readNeighbours,
      addressCount: index.addressCount,
      twice: plan.retries > 0,
      release: (position) => this.#retries.add({ position, sentAt: 0, attempts: 0, failures: 0 }, 0),
      dismiss: (position) => this.#finalSilence({ ...newAttempt(), position }),
    })
  }

  /** Runs to the end, or until it is aborted. However it ends, each endpoint is accounted for. */
  async run(): Promise<void> {
    try {
      await this.#loop()
    } finally {
      this.#end()
    }
  }

  async #loop(): Promise<void> {
    while (this.#goesOn() && !this.#options.aborted()) {
      const idleMs = this.#admit()
      if (this.#flight.count > 0 || idleMs > 0) {
        const waiting = this.#driver.wait(this.#waitMs(idleMs), this.#onOutcome)
        if (waiting !== undefined) await waiting
      }
      const now = this.#options.clock()
      if (now >= this.#expireAt && now >= this.#nextDeadline) await this.#expire(now)
      this.#keepTime(now)
    }
  }

  notes(): string[] {
    return [...this.#pacer.notes(), ...this.#drops.notes(), ...this.#patience.notes()]
  }

  #goesOn(): boolean {
    if (!this.#walk.ended || this.#flight.count > 0 || this.#anythingWaits()) return true
    if (this.#retries.parked > 0) this.#reviewParked()
    return this.#anythingWaits()
  }

  #anythingWaits(): boolean {
    const { waiting } = this.neighbours
    return this.#retries.due + this.#deferred.count + this.#trials.waiting + waiting > 0 || this.#patience.waiting
  }

  #end(): void {
    this.#flight.each((slot) => this.#driver.cancel(slot))
    if (this.#retries.parked > 0) this.#reviewParked()
    this.folding.finish()
    this.verdicts.deliver()
    this.failures.giveUp('interrupted', this.#walk.total - this.verdicts.settled - this.failures.total)
    this.#tellProgress(this.verdicts.settled)
  }

  /** Starts what may be started. Gives 0 when there may be more at once, else for how many ms there is nothing to start. */
  #admit(): number {
    const { clock, backlogged } = this.#options
    const now = clock()
    const dropsMs = this.#drops.look(now)
    if (dropsMs > 0) this.failures.pause(now + dropsMs)
    if (now < this.failures.pausedUntil) return this.failures.pausedUntil - now
    this.neighbours.look(now)
    if (backlogged()) return 5
    if (this.#deferred.count > 0) this.#deferred.offer(now, this.#launchDeferred)
    for (let left = this.#drops.careful(now) ? carefulBurst : burst; left > 0; left--) {
      if (this.#flight.full) return longestWaitMs
      if (this.#deferred.full) return Math.max(1, this.#deferred.readyAt - clock())
      if (!this.#pickNext()) return this.#nothingToStartMs()
      const waitMs = this.#next.position < 0 ? this.#launch(this.#next) : this.#startNext()
      if (waitMs > 0) this.#deferred.add(this.#next, clock() + waitMs)
    }
    return 0
  }

  readonly #launchDeferred = (attempt: Attempt): number => (this.#flight.full ? 1 : this.#launch(attempt))

  #nothingToStartMs(): number {
    const { lookAt } = this.neighbours
    const readyAt = Math.min(this.#deferred.readyAt, this.#retries.readyAt, this.#patience.readyAt, lookAt)
    return Math.max(1, Math.min(longestWaitMs, readyAt - this.#options.clock()))
  }

  /** Writes what to do next into `#next`: trials, then endpoints that wait for another attempt, then new ones. */
  #pickNext(): boolean {
    const next = this.#next
    if (this.#trials.next(next)) return true
    const now = this.#options.clock()
    if (this.#retries.readyAt <= now) {
      this.#retries.next(next)
      return true
    }
    next.position = this.#nextPosition(now)
    next.attempts = 0
    next.failures = 0
    next.sentAt = 0
    return next.position >= 0
  }

  #nextPosition(now: number): number {
    if (this.#patience.readyAt <= now) return this.#patience.next()
    return this.neighbours.full ? -1 : this.#walk.next()
  }

  /** Starts or settles an endpoint of the plan. Gives 0, or the ms to wait before launching it. */
  #startNext(): number {
    const next = this.#next
    this.#locate(next)
    const key = foldingKey(next.row, next.transport)
    if (this.folding.isFolded(key)) {
      this.folding.skip(key)
      this.verdicts.skipped()
      this.#askedPatiently(next, true)
      return 0
    }
    if (this.folding.isOnTrial(key)) {
      this.#retries.addSoon(next, this.#options.clock())
      return 0
    }
    this.#route.reach(next)
    const admitted = this.neighbours.admit(next, this.#route.destination.address)
    if (admitted === 'go') return this.#launch(next)
    if (admitted === 'absent') this.#final(next, NO_RESPONSE, this.#options.clock())
    return 0
  }

  /** Fills in which endpoint the position stands for. */
  #locate(attempt: Attempt): void {
    this.#route.locate(attempt, this.#walk.indexOf(attempt.position))
  }

  /** Sends an attempt. Gives 0, or the ms to wait before it may go. */
  #launch(attempt: Attempt): number {
    this.#route.aim(attempt)
    const now = this.#options.clock()
    const { addressIndex, distance } = attempt
    const waitMs = this.#pacer.take(addressIndex, distance, now)
    if (waitMs > 0) return waitMs
    attempt.previousAt = attempt.sentAt
    attempt.sentAt = now
    const outcome = this.#driver.start(this.#flight.nextFree, this.#route.destination)
    if (outcome < FAILED) {
      this.#sent += 1
      this.neighbours.sent(addressIndex, now)
      this.#pacer.opened(addressIndex, distance)
    }
    if (outcome === PENDING) {
      const timeoutMs = this.#timeouts.of(attempt)
      if (attempt.transport === 'tcp') this.#pacer.charge(addressIndex, distance, now, kernelRepeats(timeoutMs))
      const deadline = now + timeoutMs
      this.#flight.take(attempt, deadline)
      if (deadline < this.#nextDeadline) this.#nextDeadline = deadline
      return 0
    }
    if (outcome < FAILED) this.#pacer.closed(addressIndex, distance)
    this.#settle(attempt, outcome)
    return 0
  }

  /** An attempt in a slot has ended. */
  readonly #onOutcome = (slot: number, outcome: number): void => {
    const attempt = this.#flight.at(slot)
    this.#flight.free(slot)
    this.#pacer.closed(attempt.addressIndex, attempt.distance)
    if (!this.#hosts.keeps(attempt.row, attempt.addressIndex)) attempt.row = -1
    this.#settle(attempt, outcome)
  }

  readonly #onExpired = (slot: number): void => {
    this.#driver.cancel(slot)
    this.#onOutcome(slot, NO_RESPONSE)
  }

  #settle(attempt: Attempt, said: number): void {
    const now = this.#options.clock()
    const outcome = isIcmp(said) && this.neighbours.doubts(attempt) ? NO_RESPONSE : said
    if (outcome < FAILED) this.#flight.worked()
    if (outcome < FAILED && outcome !== NO_RESPONSE) this.#learnFrom(attempt, outcome, now)
    if (attempt.position < 0) this.#trials.settle(attempt.position, outcome)
    else if (outcome >= FAILED) this.#failed(attempt, errnoText(outcome - FAILED), now)
    else if (outcome === NO_RESPONSE) this.#silent(attempt, now)
    else this.#answered(attempt, outcome, now)
  }

  #answered(attempt: Attempt, outcome: number, now: number): void {
    this.failures.worked()
    this.neighbours.answered(attempt)
    const open = isOpen(outcome)
    const { addressIndex, transport, attempts } = attempt
    // Hosts and routers limit their ICMP errors: that one of them is missing says nothing about the path.
    if (!isIcmp(outcome)) this.#retries.answered(attempts, open)
    if (transport === 'udp' && outcome === ICMP_PORT_UNREACHABLE) this.#patience.saidClosed(addressIndex)
    const trial = this.folding.answered(attempt, open)
    this.#final(attempt, outcome, now)
    this.#askedPatiently(attempt, true)
    if (trial) this.#trials.begin(trial)
  }

  #learnFrom(attempt: Attempt, outcome: number, now: number): void {
    this.#pacer.answered(attempt.distance, attempt.sentAt, now)
    if (attempt.attempts > 0 && !isIcmp(outcome)) this.#pacer.lost(attempt.distance, attempt.previousAt)
    if (this.#timeouts.answered(attempt, now - attempt.sentAt)) this.#renewDeadlines()
  }

  #silent(attempt: Attempt, now: number): void {
    const dropped = attempt.distance === 'own' ? null : this.#drops.since(attempt.sentAt)
    if (dropped !== null) {
      this.#dropped(attempt, dropped)
      return
    }
    const meaning = this.neighbours.silent(attempt)
    if (meaning === 'again') {
      this.#retries.addSoon(attempt, now)
    } else if (meaning === 'absent' || this.#isPatient(attempt)) {
      this.#final(attempt, NO_RESPONSE, now)
      this.#askedPatiently(attempt, false)
    } else if (meaning === 'silence') {
      this.#retries.silent(attempt, now)
      if (this.#retries.parkedFull) this.#reviewParked()
    }
  }

  #finalSilence(attempt: Attempt): void {
    this.#locate(attempt)
    this.#final(attempt, NO_RESPONSE, this.#options.clock())
  }

  /** Of the endpoints that stayed silent, those that deserve more attempts by now get them; the others are given their state. */
  #reviewParked(): void {
    const now = this.#options.clock()
    const next = this.#next
    this.#retries.review(next, () => {
      this.#locate(next)
      const { addressIndex, transport, position } = next
      const limited = transport === 'udp' && this.#patience.knows(addressIndex)
      if (limited && this.#patience.takes(addressIndex, position, now)) return
      if (limited || this.#retries.exhausted(next)) this.#final(next, NO_RESPONSE, now)
      else this.#retries.add(next, now)
    })
  }

  #isPatient({ addressIndex, transport, position }: Attempt): boolean {
    return transport === 'udp' && this.#patience.isAsking(addressIndex, position)
  }

  /** If the attempt was one of those that wait for their turn, the host's next one follows, or the others get their state. */
  #askedPatiently(attempt: Attempt, answered: boolean): void {
    if (!this.#isPatient(attempt)) return
    const now = this.#options.clock()
    const given = this.#patience.settled(attempt.addressIndex, answered, now)
    for (const position of given) this.#finalSilence({ ...attempt, position })
  }

  /** This machine may have thrown the probe away. It goes out again, as long as waiting for room is worth it. */
  #dropped(attempt: Attempt, name: string): void {
    if (this.#drops.hopeless) this.#giveUp(attempt, name)
    else this.#tryAgain(attempt)
  }

  #failed(attempt: Attempt, name: string, now: number): void {
    attempt.failures += 1
    if (!this.failures.retry(name, attempt.failures, now)) {
      this.#giveUp(attempt, name)
      return
    }
    if (name === 'EMFILE' || name === 'ENFILE') this.#flight.shrink()
    this.#tryAgain(attempt)
  }

  #tryAgain(attempt: Attempt): void {
    attempt.sentAt = 0
    this.#retries.add(attempt, this.failures.pausedUntil)
  }

  #giveUp(attempt: Attempt, cause: string): void {
    this.failures.giveUp(cause)
    this.neighbours.givenUp(attempt)
    this.#askedPatiently(attempt, false)
  }

  /** The state of an endpoint is known for good. */
  #final(attempt: Attempt, outcome: number, now: number): void {
    const rttMs = outcome === NO_RESPONSE ? Number.NaN : now - attempt.sentAt
    this.verdicts.settle(attempt, outcome, rttMs, now, this.folding, this.#answer(outcome))
  }

  /** What the peer said, where it is of use and was not cut. */
  #answer(outcome: number): Answer | undefined {
    if (this.#kept === null || outcome !== UDP_REPLY) return undefined
    const { reply } = this.#driver
    return this.#kept.keep(reply, 0, reply.length, null)
  }

  #renewDeadlines(): void {
    this.#flight.each((slot, attempt) => this.#flight.setDeadline(slot, attempt.sentAt + this.#timeouts.of(attempt)))
    this.#nextDeadline = 0
  }

  /**
   * Gives up on what was not answered by `now`. This thread may have stood still since it looked last (machine suspended, or
   * busy), so what the kernel has by `now` is heard first: an answer that waited for us is not late.
   */
  async #expire(now: number): Promise<void> {
    const draining = this.#driver.wait(0, this.#onOutcome)
    if (draining !== undefined) await draining
    this.#nextDeadline = this.#flight.expire(now, this.#onExpired)
    this.#expireAt = now + expireEveryMs
  }

  #keepTime(now: number): void {
    this.#pacer.adjust(now)
    this.#tellProgress(this.verdicts.settled + this.#retries.parked)
    if (now < this.#deliverAt) return
    this.#deliverAt = now + deliverEveryMs
    this.#retries.adapt()
    this.verdicts.deliver()
  }

  #tellProgress(done: number): void {
    this.#options.onProgress({ done, sent: this.#sent, open: this.verdicts.open })
  }

  #waitMs(idleMs: number): number {
    if (idleMs === 0) return 0
    const now = this.#options.clock()
    const untilExpiry = Math.max(this.#nextDeadline, this.#expireAt) - now
    return Math.ceil(Math.max(0, Math.min(idleMs, longestWaitMs, untilExpiry)))
  }
}
