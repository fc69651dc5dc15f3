import type { Random } from '../../lib/random.ts'
import type { TakeFrame } from '../../link/link.ts'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { Permutation } from '../../targets/permutation.ts'
import type { AddressRange } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import type { Pace } from '../pacing/pace.ts'
import { Pacer } from '../pacing/pacer.ts'
import { RoundTrip } from '../pacing/round-trip.ts'
import { icmpEcho } from '../pings/icmp-echo.ts'
import type { Ping } from '../pings/ping.ts'
import { tcpPing } from '../pings/tcp-ping.ts'
import { techniques } from '../techniques.gen.ts'
import { hostIs } from './awaited.ts'
import { Cookie } from './cookie.ts'
import { HostAnswers } from './host-answers.ts'
import type { Lane, Lanes } from './lane.ts'
import { mostAwaited, neighbourState, searchNeighbours } from './neighbour-search.ts'
import { NextProbe } from './next-probe.ts'
import type { Outlet } from './outlet.ts'
import { Releaser } from './releaser.ts'
import type { SourcePorts } from './source-ports.ts'
import { WaveRunner, type WaveWork } from './wave-runner.ts'
import { Waves } from './waves.ts'

export interface HostDiscoveryOptions {
  readonly addresses: readonly AddressRange[]
  readonly lanes: Lanes
  readonly ports: SourcePorts
  readonly pace: Pace
  readonly seed: number
  readonly random: Random
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  readonly aborted: () => boolean
  readonly onProgress: (progress: { readonly done: number; readonly sent: number; readonly found: number }) => void
}

/**
 * What a host is asked, one after the other until it answers anything. A SYN passes filters that let the web through; an ACK out of the
 * blue passes those that look at SYNs alone. Twice the first two, for one of them may have got lost.
 */
const [syn, ack] = [tcpPing(techniques.syn, 443), tcpPing(techniques.ack, 80)]
export const pings: readonly Ping[] = [icmpEcho, syn, ack, icmpEcho, syn]
const answerUnknownMs = 400
const answerFloorMs = 100
const answerCeilingMs = 2000
const progressEveryMs = 100

/** Finds out which hosts are there: on the own link by ARP and neighbour discovery, elsewhere by what they answer. */
export class HostDiscovery implements WaveWork {
  /** By address index, as of `hostIs`. */
  readonly alive: Uint8Array
  found = 0
  readonly #options: HostDiscoveryOptions
  readonly #index: EndpointIndex
  readonly #lookup: EndpointLookup
  readonly #order: Permutation
  readonly #waves: Waves
  readonly #runner: WaveRunner
  readonly #cookie: Cookie
  readonly #probe: NextProbe
  readonly #roundTrip = new RoundTrip()
  /** As of a scan. */
  readonly #releaser: Releaser | null
  #toldAt = 0

  /** Memory: a byte a host. The address ranges are those of a target space. */
  constructor(options: HostDiscoveryOptions) {
    const { addresses, lanes, clock, pace, seed, random } = options
    this.#options = options
    const space = { addresses, tcp: [{ first: 0, last: 0 }], udp: [] }
    this.#index = new EndpointIndex(space)
    this.#lookup = new EndpointLookup(space)
    const { addressCount } = this.#index
    this.alive = new Uint8Array(addressCount)
    this.#order = new Permutation(addressCount, seed)
    this.#waves = new Waves({
      total: addressCount,
      timing: { attempts: () => pings.length, answerMs: () => this.answerMs },
      onEnd: (window) => this.#releaser?.settle(window),
    })
    this.#cookie = new Cookie(random(), random())
    this.#probe = new NextProbe(this.#cookie)
    const pacer = new Pacer(pace)
    const [index, waves] = [this.#index, this.#waves]
    const backlogged = () => this.#releaser?.full === true
    this.#runner = new WaveRunner({ index, waves, lanes, pacer, clock, backlogged, work: this })
    this.#releaser = pacer.unlimited ? null : this.#newReleaser()
  }

  /** Blocks the thread until all that answer have been heard, or until it is aborted. @throws SystemCallError when a link is gone */
  run(): void {
    searchNeighbours({
      addressCount: this.#index.addressCount,
      runner: this.#runner,
      lanes: this.#options.lanes,
      aborted: this.#options.aborted,
      onTurn: () => this.#tell(),
      onFound: (addressIndex) => this.#isThere(addressIndex),
      hurries: true,
    })
    while (!this.#waves.ended && !this.#options.aborted()) {
      this.#runner.turn()
      this.#releaser?.turn()
      this.#tell()
    }
    this.#releaser?.finish()
    if (this.#index.addressCount <= mostAwaited) this.#lookAround()
  }

  /** Who of the link is still being asked for may be there. */
  #lookAround(): void {
    for (let i = 0; i < this.#index.addressCount; i++) {
      const state = neighbourState(this.#runner, i)
      if (state === 'known') this.#isThere(i)
      else if (state !== 'absent') this.alive[i] = hostIs.awaited
    }
  }

  #newReleaser(): Releaser {
    const { lanes, aborted, pace } = this.#options
    const [waves, runner] = [this.#waves, this.#runner]
    return new Releaser({
      ...{ perSecond: pace.beyond.total, runner, waves, lanes, path: this, aborted },
      aim: (attempt, position) => {
        attempt.addressIndex = this.#order.at(position)
      },
      follow: ({ attempts }, lane, address, length) => {
        const { port, release } = pings[attempts]!
        this.#probe.aim(address, length, port, this.#options.ports.tcp + attempts, attempts)
        lane.put(release!, this.#probe)
      },
    })
  }

  urgent(): boolean {
    return false
  }

  locate(attempt: Attempt): boolean {
    const addressIndex = this.#order.at(attempt.position)
    attempt.addressIndex = addressIndex
    const lane = this.#runner.laneTo(addressIndex)
    if (lane !== null && lane.distance === 'beyond') return true
    // Those on the link are being asked for. Own addresses are there; and where there is no way the scan says so.
    if (lane?.distance !== 'onLink') this.#isThere(addressIndex)
    this.#waves.settle(attempt.position)
    return false
  }

  write({ attempts }: Attempt, lane: Lane, address: Uint8Array, length: 4 | 16): void {
    const ping = pings[attempts] ?? icmpEcho
    this.#probe.aim(address, length, ping.port, this.#options.ports.tcp + attempts, attempts)
    lane.put(ping, this.#probe)
  }

  sent(attempt: Attempt, nowMs: number): void {
    if (pings[attempt.attempts]?.release !== undefined) this.#releaser?.sent(attempt, nowMs)
  }

  /** That is no silence of the host: it is kept, so that the scan says what is in the way. */
  unreachable({ position, addressIndex }: Attempt): void {
    this.#waves.settle(position)
    this.#isThere(addressIndex)
  }

  /** Never of a packet that goes beyond this machine. */
  refused(): void {}

  reader(outlet: Outlet): TakeFrame {
    const { ports } = this.#options
    const options = { lookup: this.#lookup, ports, pings, cookie: this.#cookie, take: this.#take }
    return new HostAnswers(options, outlet).read
  }

  readonly #take = (addressIndex: number): void => {
    const position = this.#order.positionOf(addressIndex)
    const window = this.#waves.windowOf(position)
    if (window?.settle(position - window.first)) {
      this.#roundTrip.add(window.sinceAsked(position - window.first, this.#options.clock()))
    }
    this.#isThere(addressIndex)
  }

  #isThere(addressIndex: number): void {
    if (this.alive[addressIndex] === hostIs.there) return
    this.alive[addressIndex] = hostIs.there
    this.found += 1
  }

  /** Answers that have told how long they take. */
  get samples(): number {
    return this.#roundTrip.samples
  }

  get answerMs(): number {
    const { samples, timeoutMs } = this.#roundTrip
    return samples === 0 ? answerUnknownMs : Math.min(answerCeilingMs, Math.max(answerFloorMs, timeoutMs))
  }

  #tell(): void {
    const now = this.#options.clock()
    if (now < this.#toldAt + progressEveryMs) return
    this.#toldAt = now
    this.#options.onProgress({ done: this.#waves.doneBefore, sent: this.#runner.sent, found: this.found })
  }
}
