import { Patience, type SavedPatience } from '../hosts/patience.ts'

/** Questions to one host: the usual thousand ports, in as many seconds, and some again. */
const mostAsked = 1100
/** How long the answer to one may take, in ms. */
const answerMs = 950

/** UDP ports that stayed silent on hosts which limit how often they say that a port is closed: asked one at a time, when the waves are through. */
export class RawPatience {
  readonly #patience = new Patience(mostAsked)
  /** By host, for each has one question at a time. */
  readonly #asked = new Map<number, { readonly position: number; readonly deadline: number }>()

  /** Whether somebody is asked or waits to be. */
  get active(): boolean {
    return this.#asked.size > 0 || this.#patience.waiting
  }

  get saved(): SavedPatience[] {
    return this.#patience.saved
  }

  /** Goes on with hosts that a former run had. */
  resume(hosts: readonly SavedPatience[], isDone: (position: number) => boolean, nowMs: number): void {
    this.#patience.resume(hosts, isDone, nowMs)
  }

  /** A host has said of a UDP port that it is closed. */
  saidClosed(addressIndex: number): void {
    this.#patience.saidClosed(addressIndex)
  }

  /** Takes a silent port on, if its host is one of those and there is a point in it. */
  takes(addressIndex: number, position: number, nowMs: number): boolean {
    return this.#patience.takes(addressIndex, position, nowMs)
  }

  /** Position of the port to ask now; -1 when there is none. */
  next(nowMs: number): number {
    return this.#patience.readyAt <= nowMs ? this.#patience.next() : -1
  }

  isAsking(addressIndex: number, position: number): boolean {
    return this.#patience.isAsking(addressIndex, position)
  }

  asked(addressIndex: number, position: number, nowMs: number): void {
    this.#asked.set(addressIndex, { position, deadline: nowMs + answerMs })
  }

  /** The question was answered, or not. Gives the positions that are not worth asking any more: they stayed silent. */
  settled(addressIndex: number, answered: boolean, nowMs: number): readonly number[] {
    this.#asked.delete(addressIndex)
    return this.#patience.settled(addressIndex, answered, nowMs)
  }

  /** Calls back for each question that has waited for long enough. */
  expire(nowMs: number, onSilent: (addressIndex: number, position: number) => void): void {
    for (const [addressIndex, { position, deadline }] of this.#asked) {
      if (deadline <= nowMs) onSilent(addressIndex, position)
    }
  }

  notes(): string[] {
    return this.#patience.notes()
  }
}
