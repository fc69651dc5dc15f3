import { SystemCallError } from '../../libc/library.ts'
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, EthernetView } from '../../wire/ethernet.ts'
import type { FrameBatch } from '../frame-batch.ts'
import type { Link, LinkCounters, LinkLayer, TakeFrame } from '../link.ts'
import { Arrivals } from './arrivals.ts'
import type { HostAt } from './host.ts'
import { ethernetFrame, NeighbourAnswers } from './neighbour-answers.ts'
import type { SimulatedNetwork } from './network.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface SimulatedLinkOptions {
  readonly network: SimulatedNetwork
  readonly clock: VirtualClock
  readonly layer?: LinkLayer
  /** Who answers ARP and neighbour solicitations; default: nobody. Only with layer 'ethernet'. */
  readonly neighbours?: HostAt
  /** Frames per second that the line carries: each takes its time. Default a million. */
  readonly framesPerSecond?: number
  /** Frames of one batch that are taken at most; the others have to be offered again. */
  readonly mostTaken?: number
  /** Frames that may wait to be fetched; more are dropped. Default: all. */
  readonly mostWaiting?: number
}

/** EBADF, as links of the kernel say it. */
const ebadf = 9
/** A call costs time too, so that a loop that only asks does not stop the clock. */
const callMs = 0.001

/** A link to a simulated network. Nothing takes real time: waiting moves the clock on. */
export class SimulatedLink implements Link {
  readonly layer: LinkLayer
  readonly mtu = 1500
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly #options: SimulatedLinkOptions
  readonly #frameMs: number
  readonly #arrivals = new Arrivals()
  readonly #ethernet = new EthernetView()
  readonly #neighbours = new NeighbourAnswers()
  #closed = false

  constructor(options: SimulatedLinkOptions) {
    this.layer = options.layer ?? 'ip'
    this.#options = options
    this.#frameMs = 1000 / (options.framesPerSecond ?? 1_000_000)
  }

  send(batch: FrameBatch): number {
    this.#refuseWhenClosed('send')
    const { clock, mostTaken = batch.capacity } = this.#options
    clock.advance(callMs)
    const taken = Math.min(batch.count, mostTaken)
    for (let i = 0; i < taken; i++) {
      clock.advance(this.#frameMs)
      this.#send(batch.bytes, batch.start(i), batch.start(i) + batch.lengths[i]!)
    }
    this.counters.sent += taken
    return taken
  }

  receive(take: TakeFrame, timeoutMs: number): number {
    this.#refuseWhenClosed('receive')
    const { clock, mostWaiting = Infinity } = this.#options
    clock.advance(callMs)
    const deadline = clock.now() + Math.max(0, timeoutMs)
    if (this.#arrivals.nextDue > clock.now()) clock.advanceTo(Math.min(deadline, this.#arrivals.nextDue))
    let frames = 0
    while (this.#arrivals.nextDue <= clock.now()) {
      const frame = this.#arrivals.take()
      if (frames < mostWaiting) {
        frames += 1
        take(frame, 0, frame.length)
      } else this.counters.dropped += 1
    }
    this.counters.received += frames
    return frames
  }

  close(): void {
    this.#closed = true
  }

  #refuseWhenClosed(call: string): void {
    if (this.#closed) throw new SystemCallError(call, ebadf)
  }

  #send(bytes: Uint8Array, start: number, end: number): void {
    const { network, clock, neighbours } = this.#options
    const now = clock.now()
    if (this.layer === 'ip') {
      network.send(bytes, start, end, now, this.#add)
      return
    }
    const answer = this.#neighbours.answerTo(bytes, start, end, neighbours)
    if (answer !== null) this.#add(answer, now)
    const ethernet = this.#ethernet
    if (!ethernet.at(bytes, start, end)) return
    const { etherType, payloadAt, sourceAt, destinationAt } = ethernet
    if (etherType !== ETHERTYPE_IPV4 && etherType !== ETHERTYPE_IPV6) return
    const back = {
      destination: bytes.slice(sourceAt, sourceAt + 6),
      source: bytes.slice(destinationAt, destinationAt + 6),
    }
    network.send(bytes, payloadAt, end, now, (packet, due) => {
      this.#add(ethernetFrame({ ...back, tags: [], etherType }, packet), due)
    })
  }

  readonly #add = (frame: Uint8Array, due: number): void => this.#arrivals.add(frame, due)
}
