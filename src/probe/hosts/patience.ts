// Hosts limit how many ICMP errors they send: Linux one a second to each peer after a burst of six (icmp(7),
// icmp_ratelimit), as RFC 1812 §4.3.2.8 and RFC 4443 §2.4(f) ask for. So of many closed UDP ports asked at once only a few
// say so, and the silence of the others means nothing yet. They are asked again one at a time.

import { packPositions, unpackPositions } from './packed-positions.ts'

/** Between two questions to a host: the second that Linux wants, and some for the way. */
const intervalMs = 1020
/** Questions to one host, unless more are wanted: about a minute. */
const defaultMostAsked = 60
/** Questions in a row without an answer after which a host is taken to be silent about the rest. */
const mostInVain = 8
/** Hosts that get such patience at most. */
const mostHosts = 65_536

interface PatientHost {
  readonly addressIndex: number
  /** Positions in the walk of the ports to ask. */
  readonly waiting: number[]
  asking: number
  asked: number
  answered: number
  inVain: number
  /** Ports that it was not asked about again. */
  unasked: number
}

/** What is kept of a host when a scan is interrupted. */
export interface SavedPatience {
  readonly addressIndex: number
  /** Positions of the ports to ask, the one that is being asked first (packed-positions.ts): there may be millions of them. */
  readonly waiting: Uint8Array
  readonly asked: number
  readonly answered: number
  readonly inVain: number
  readonly unasked: number
}

/** Positions of the ports that a host was still to be asked about. */
export function waitingOf({ waiting }: SavedPatience): readonly number[] {
  return unpackPositions(waiting, Infinity) ?? []
}

const nothing = -1

/** UDP ports that were silent on hosts which tell closed ports when they may. */
export class Patience {
  readonly #mostAsked: number
  readonly #hosts = new Map<number, PatientHost>()
  /** Hosts in the order of their turns: all wait equally long. */
  readonly #turns: { readonly host: PatientHost; readonly readyAt: number }[] = []

  /** `mostAsked`: questions to one host. */
  constructor(mostAsked = defaultMostAsked) {
    this.#mostAsked = mostAsked
  }

  /** When the next question may be asked; Infinity when there is none. */
  get readyAt(): number {
    return this.#turns[0]?.readyAt ?? Infinity
  }

  get waiting(): boolean {
    return this.#turns.length > 0
  }

  /** A host has said of a UDP port that it is closed. */
  saidClosed(addressIndex: number): void {
    if (this.#hosts.has(addressIndex) || this.#hosts.size >= mostHosts) return
    const counts = { asked: 0, answered: 0, inVain: 0, unasked: 0 }
    this.#hosts.set(addressIndex, { addressIndex, waiting: [], asking: nothing, ...counts })
  }

  get saved(): SavedPatience[] {
    return [...this.#hosts.values()].map(({ asking, waiting, ...host }) => ({
      ...host,
      waiting: packPositions(asking === nothing ? waiting : [asking, ...waiting]),
    }))
  }

  /** Goes on with hosts that a former run had; positions that are not to be asked any more are left out. */
  resume(hosts: readonly SavedPatience[], isDone: (position: number) => boolean, nowMs: number): void {
    for (const saved of hosts) {
      const waiting = waitingOf(saved).filter((position) => !isDone(position))
      const host = { ...saved, waiting, asking: nothing }
      this.#hosts.set(host.addressIndex, host)
      if (host.waiting.length > 0) this.#takeTurn(host, nowMs)
    }
  }

  /** Whether silence of this host says little. */
  knows(addressIndex: number): boolean {
    return this.#hosts.has(addressIndex)
  }

  /** Takes a silent port on, to be asked again; false when there is no point, or no time left. */
  takes(addressIndex: number, position: number, nowMs: number): boolean {
    const host = this.#hosts.get(addressIndex)
    if (host === undefined) return false
    if (host.inVain >= mostInVain || host.asked + host.waiting.length >= this.#mostAsked) {
      host.unasked += 1
      return false
    }
    host.waiting.push(position)
    if (host.waiting.length === 1 && host.asking === nothing) this.#takeTurn(host, nowMs)
    return true
  }

  /** Position of the port to ask now; there must be one that is ready. */
  next(): number {
    const { host } = this.#turns.shift()!
    host.asking = host.waiting.shift()!
    host.asked += 1
    return host.asking
  }

  isAsking(addressIndex: number, position: number): boolean {
    return this.#hosts.get(addressIndex)?.asking === position
  }

  /** What came of a question. Gives the positions that are not worth asking any more. */
  settled(addressIndex: number, answered: boolean, nowMs: number): readonly number[] {
    const host = this.#hosts.get(addressIndex)!
    host.asking = nothing
    host.inVain = answered ? 0 : host.inVain + 1
    if (answered) host.answered += 1
    if (host.inVain < mostInVain) {
      if (host.waiting.length > 0) this.#takeTurn(host, nowMs)
      return []
    }
    host.unasked += host.waiting.length
    return host.waiting.splice(0)
  }

  notes(): string[] {
    const limited = [...this.#hosts.values()].filter(({ answered, unasked }) => answered > 0 && unasked > 0)
    if (limited.length === 0) return []
    const ports = limited.reduce((sum, { unasked }) => sum + unasked, 0)
    const hosts = limited.length === 1 ? '1 host limits' : `${limited.length} hosts limit`
    return [
      `${ports.toLocaleString('en')} UDP ports that are open|filtered may be closed: ${hosts} how often ${limited.length === 1 ? 'it says' : 'they say'} so (Linux: once a second), and asking each port would take too long`,
    ]
  }

  #takeTurn(host: PatientHost, nowMs: number): void {
    this.#turns.push({ host, readyAt: nowMs + intervalMs })
  }
}
