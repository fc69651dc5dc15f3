import { randomBytes } from 'node:crypto'
import { isFragile } from '../knowledge/lookup.ts'
import type { Service } from '../model/service.ts'
import { Countdown } from './ask/countdown.ts'
import { Gate } from './ask/gate.ts'
import { type Interruptible, Interruption } from './ask/interruption.ts'
import { interviewTcp } from './ask/interview.ts'
import { interviewUdp } from './ask/interview-udp.ts'
import { Latch } from './ask/latch.ts'
import { failed, type Outcome } from './ask/outcome.ts'
import type { Subject } from './ask/subject.ts'
import { longestTimerMs, type Queue, type Rates, Turns, unlimited } from './ask/turns.ts'
import { isFragileDevice, tellsDevice } from './fragile-devices.ts'
import { defaultIntensity, longestInterviewMs } from './limits.ts'
import type { Ask } from './login.ts'
import { withSynAck } from './os-hint.ts'
import { notAsked } from './service-of.ts'

export interface IdentifyOptions {
  /** 0 to 9. Default 5 (limits.ts). */
  readonly intensity?: number
  /** Speak to printers' raw ports, controllers and other devices that are known to be harmed by it. */
  readonly fragile: boolean
  /** What is asked only when a person asks for it: `auth`, log-ins by names that everybody knows (login.ts). */
  readonly ask?: readonly Ask[] | undefined
  /** Connections to one host at once. */
  readonly hostConnections: number
  /** Connections in all at once. */
  readonly connections: number
  /** Connections and datagrams a second. Default: no limit. */
  readonly rates?: Rates
}

/** Who can be asked what speaks on an endpoint. */
export interface Asker {
  /** Never rejects. */
  ask(subject: Subject): Promise<Outcome>
  /** This host answers on every TCP port: what is asked of it is a sample. */
  sample(address: string): void
  close(): void
}

/** What is known of a host while its endpoints are asked. */
interface Host {
  readonly gate: Gate
  readonly queue: Queue
  /** Kept by those of its endpoints that may tell what device it is; the others wait for them. */
  readonly device: Latch
  /** A device that is left alone from now on: its kind. */
  spared: string | null
  waiting: number
  /** When nobody waits, it is forgotten by this. */
  expiry?: NodeJS.Timeout
  /** Endpoints in a row that were asked everything, and remained unknown. */
  fruitless: number
}

/** After so many, only the likeliest questions are put to the others of a host: it may answer on everything, or be all of one kind. */
const mostFruitless = 8
/** Of a host that is known to answer on everything: the others will most likely do as this one does. */
const mostFruitlessOfSample = 1
const sparingIntensity = 2

/** In milliseconds: a printer's web server may take seconds; others of the host wait no longer for an endpoint that is being asked. */
const longestHoldMs = 5_000

/**
 * Asks many endpoints at once what they are: at most `hostConnections` of a host and `connections` in all side by side. Each is
 * delivered as soon as it is known, in no order.
 */
export class IdentifyEngine implements Asker {
  readonly #options: IdentifyOptions
  readonly #signal: Interruptible
  readonly #hosts = new Map<string, Host>()
  /** Addresses of hosts that answer on everything. */
  readonly #sampled = new Set<string>()
  readonly #gate: Gate
  readonly #turns: Turns
  readonly #onFault: (detector: string, error: unknown) => void

  constructor(
    options: IdentifyOptions,
    signal: AbortSignal,
    onFault: (detector: string, error: unknown) => void = () => {},
  ) {
    this.#options = options
    this.#signal = new Interruption(signal)
    this.#gate = new Gate(options.connections)
    this.#turns = new Turns(options.rates ?? unlimited, this.#signal)
    this.#onFault = onFault
  }

  async ask(subject: Subject): Promise<Outcome> {
    const host = this.#host(subject.address)
    host.waiting++
    const letGo = this.#mayTell(subject) ? host.device.keep() : null
    if (letGo === null) await host.device.passed()
    // The host's own gate first: who waits for it holds no place that another host could use.
    await host.gate.enter()
    await this.#gate.enter()
    const hold = letGo === null ? null : new Countdown(longestHoldMs, letGo)
    hold?.run()
    try {
      return await this.#askNow(subject, host, hold)
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error))
    } finally {
      hold?.stop()
      letGo?.()
      this.#gate.leave()
      host.gate.leave()
      if (--host.waiting === 0) this.#forget(subject.address, host)
    }
  }

  sample(address: string): void {
    this.#sampled.add(address)
  }

  /** No connection is made and no datagram sent until `goOn`. What is connected is listened to. */
  pause(): void {
    this.#turns.hold()
  }

  goOn(): void {
    this.#turns.release()
  }

  close(): void {}

  /** Whether its answer may show that the host is to be left alone. */
  #mayTell(subject: Subject): boolean {
    return !this.#options.fragile && tellsDevice(subject)
  }

  /** @param hold how long others of the host wait for it; it stands still as well while its turn is waited for */
  async #askNow(subject: Subject, host: Host, hold: Countdown | null): Promise<Outcome> {
    const isSpared = !this.#options.fragile && (host.spared ?? isFragile(subject.transport, subject.port)) !== null
    if (this.#signal.aborted) return { kind: 'unasked' }
    // What the scan's own datagram was answered can be looked at without sending anything.
    const isRead = subject.transport === 'udp' && subject.answer !== undefined
    const left: Outcome = { kind: 'answered', service: withOs(notAsked, subject), rttMs: null }
    if (isSpared && !isRead) return left
    const terms = {
      intensity: isSpared ? 0 : this.#intensity(subject, host),
      auth: this.#options.ask?.includes('auth'),
      deadline: performance.now() + longestInterviewMs,
      signal: this.#signal,
      turn: async () => {
        const from = performance.now()
        hold?.stop()
        await this.#turns.next(host.queue)
        hold?.run()
        terms.deadline += performance.now() - from
      },
      random: (bytes: number) => randomBytes(bytes),
      onFault: this.#onFault,
      isSpared: () => isSpared || (!this.#options.fragile && host.spared !== null),
    }
    const outcome = await (subject.transport === 'tcp' ? interviewTcp(subject, terms) : interviewUdp(subject, terms))
    // Broken off in the middle, it is no finding that nothing was found.
    if (this.#signal.aborted && isUnknown(outcome)) return { kind: 'unasked' }
    if (outcome.kind !== 'answered') return terms.isSpared() && isOurs(outcome) ? left : outcome
    noteOutcome(host, subject, outcome.service)
    return { ...outcome, service: withOs(outcome.service, subject) }
  }

  #intensity({ address }: Subject, { fruitless }: Host): number {
    const { intensity = defaultIntensity } = this.#options
    const most = this.#sampled.has(address) ? mostFruitlessOfSample : mostFruitless
    return fruitless < most ? intensity : Math.min(intensity, sparingIntensity)
  }

  /** What it has spent of its rate is remembered until it counts no more. */
  #forget(address: string, host: Host): void {
    if (host.spared !== null) return
    const { freshIn } = host.queue
    if (freshIn === 0) this.#hosts.delete(address)
    else host.expiry = setTimeout(() => this.#forget(address, host), Math.min(freshIn, longestTimerMs)).unref()
  }

  #host(address: string): Host {
    const known = this.#hosts.get(address)
    clearTimeout(known?.expiry)
    if (known !== undefined) return known
    const gate = new Gate(this.#options.hostConnections)
    const queue = this.#turns.forHost()
    const host = { gate, queue, device: new Latch(), spared: null, waiting: 0, fruitless: 0 }
    this.#hosts.set(address, host)
    return host
  }
}

function withOs(service: Service, { transport, answer }: Subject): Service {
  return transport === 'udp' || answer === undefined ? service : { ...service, os: withSynAck(service.os, answer) }
}

function isUnknown(outcome: Outcome): boolean {
  return outcome.kind === 'answered' ? outcome.service.protocol === 'unknown' : isOurs(outcome)
}

/** Whether it is our own doing that nothing was connected to. */
function isOurs(outcome: Outcome): boolean {
  return outcome.kind === 'unconnected' && outcome.failure.kind === 'failed'
}

function noteOutcome(host: Host, { transport }: Subject, { protocol, deviceType, evidence }: Service): void {
  if (isFragileDevice(deviceType)) host.spared = deviceType
  if (protocol !== 'unknown') host.fruitless = 0
  else if (transport === 'tcp' && evidence.connections > 1) host.fruitless++
}
