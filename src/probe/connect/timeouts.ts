import type { Attempt } from '../attempt.ts'
import type { Distance } from '../distance.ts'
import type { Hosts } from '../hosts/hosts.ts'
import { RoundTrip } from '../pacing/round-trip.ts'

/** When the kernel sends a SYN again by itself, and then every second or later (TCP_TIMEOUT_INIT, tcp_syn_linear_timeouts). */
const kernelRepeatsMs = 1000
/** Less than that, with some room: who gives up by then has sent one packet. */
const oneSegmentMs = 950
/** Before anything has answered: RFC 6298 §2.1 starts at one second; nearer than the first router nothing takes half of that. */
const initialMs: Readonly<Record<Distance, number>> = { own: 100, onLink: 400, beyond: oneSegmentMs }
/** For a host that answers: scheduling on a busy machine delays an answer by tens of milliseconds. */
const floorMs: Readonly<Record<Distance, number>> = { own: 100, onLink: 100, beyond: 150 }
/** For a host that is silent while others answer: a short look first, a patient one later, for it may be the far one. */
const strangerFirstMs: Readonly<Record<Distance, number>> = { own: 100, onLink: 150, beyond: 250 }
const strangerLaterMs: Readonly<Record<Distance, number>> = { own: 100, onLink: 400, beyond: oneSegmentMs }
/** Services answer a datagram when they come to it; a handshake is the kernel's. */
const udpFloorMs = 400
/** Beyond the first router some hosts take more than a second: satellites, mobile networks. */
const ceilingMs: Readonly<Record<Distance, number>> = { own: oneSegmentMs, onLink: oneSegmentMs, beyond: 3000 }
const udpCeilingMs = 3000

/** How many SYNs the kernel sends by itself, after ours, while an attempt waits that long; at most. */
export function kernelRepeats(timeoutMs: number): number {
  return Math.floor(timeoutMs / kernelRepeatsMs)
}

/** How long to wait for an answer: RFC 6298 by host where it has answered, else by distance, doubled at each attempt (§5.5). */
export class Timeouts {
  readonly #hosts: Hosts
  readonly #classes: Readonly<Record<Distance, RoundTrip>> = {
    own: new RoundTrip(),
    onLink: new RoundTrip(),
    beyond: new RoundTrip(),
  }

  constructor(hosts: Hosts) {
    this.#hosts = hosts
  }

  /** An answer took this long. True when timeouts of attempts under way are worth computing anew. */
  answered({ row, distance }: Attempt, rttMs: number): boolean {
    const roundTrip = this.#classes[distance]
    roundTrip.add(rttMs)
    const first = this.#hosts.answered(row, rttMs)
    return first && this.#hosts.rows < 64 ? true : roundTrip.samples === 1 || roundTrip.samples === 16
  }

  /** Milliseconds that an attempt gets. */
  of({ row, distance, transport, attempts }: Attempt): number {
    const backedOff = 2 ** attempts
    const known = this.#hosts.timeoutMs(row)
    const patience = known < 0 ? this.#ofStranger(distance, attempts) : Math.max(floorMs[distance], backedOff * known)
    if (transport === 'tcp') return Math.min(ceilingMs[distance], patience)
    return Math.min(udpCeilingMs, Math.max(udpFloorMs, patience))
  }

  #ofStranger(distance: Distance, attempts: number): number {
    const backedOff = 2 ** attempts
    const roundTrip = this.#classes[distance]
    if (roundTrip.samples === 0) return backedOff * initialMs[distance]
    const floorMs = attempts === 0 ? strangerFirstMs : strangerLaterMs
    return Math.max(floorMs[distance], 2 * backedOff * roundTrip.timeoutMs)
  }
}
