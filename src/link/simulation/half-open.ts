import type { HostKey } from './host.ts'

/** How long Linux keeps one with its two repeats answered by nobody, in ms: until the time of the next (1 + 2 + 4 s). */
const keptMs = 7000

export interface FirstSyn {
  readonly sequence: number
  readonly atMs: number
}

/** Connections that were begun and not finished, of hosts that remember them. */
export class HalfOpen {
  readonly #first = new Map<string, FirstSyn>()

  /** The SYN that began this connection before; null when this one does. */
  first(host: HostKey, port: number, askerPort: number, sequence: number, atMs: number): FirstSyn | null {
    const name = `${host} ${port} ${askerPort}`
    const known = this.#first.get(name)
    if (known !== undefined && known.atMs + keptMs > atMs) return known
    this.#first.set(name, { sequence, atMs })
    return null
  }
}
