import { FrameView, TCP } from '../../wire/frame-view.ts'
import { TCP_RST } from '../../wire/tcp.ts'
import type { Link } from '../link.ts'
import { hostKey } from './host.ts'

/**
 * A router between a link and its hosts that remembers connections, as Linux does where it translates addresses or filters by
 * connection: only what belongs to one comes back in, and an RST of either side ends one. It forgets none by itself.
 */
export class ConnectionTable {
  /** Connections that nobody has answered: now, and at the worst time. */
  unanswered = 0
  mostUnanswered = 0
  /** Segments that were not let in, for the connection that they belong to has been forgotten. */
  dropped = 0
  /** Whether each has been answered. */
  readonly #connections = new Map<string, boolean>()
  readonly #view = new FrameView()

  /** The same link, from in front of the router. */
  before(link: Link): Link {
    return {
      layer: link.layer,
      mtu: link.mtu,
      counters: link.counters,
      close: () => link.close(),
      send: (batch) => {
        const taken = link.send(batch)
        for (let i = 0; i < taken; i++) {
          this.#out(batch.bytes, batch.start(i), batch.start(i) + batch.lengths[i]!, link)
        }
        return taken
      },
      receive: (take, timeoutMs) =>
        link.receive((bytes, start, end) => {
          if (this.#letsIn(bytes, start, end, link)) take(bytes, start, end)
        }, timeoutMs),
    }
  }

  #out(bytes: Uint8Array, start: number, end: number, { layer }: Link): void {
    const view = this.#view
    if (view.at(bytes, start, end, layer) !== TCP) return
    const { destinationPort, sourcePort, flags } = view.tcp
    const name = `${hostKey(bytes, view.destinationAt, view.family === 4 ? 4 : 16)} ${destinationPort} ${sourcePort}`
    if ((flags & TCP_RST) !== 0) this.#end(name)
    else if (!this.#connections.has(name)) {
      this.#connections.set(name, false)
      this.unanswered += 1
      this.mostUnanswered = Math.max(this.mostUnanswered, this.unanswered)
    }
  }

  #letsIn(bytes: Uint8Array, start: number, end: number, { layer }: Link): boolean {
    const view = this.#view
    if (view.at(bytes, start, end, layer) !== TCP) return true
    const { destinationPort, sourcePort, flags } = view.tcp
    const name = `${hostKey(bytes, view.sourceAt, view.family === 4 ? 4 : 16)} ${sourcePort} ${destinationPort}`
    const answered = this.#connections.get(name)
    if (answered === undefined) {
      this.dropped += 1
      return false
    }
    if (!answered) this.unanswered -= 1
    this.#connections.set(name, true)
    if ((flags & TCP_RST) !== 0) this.#end(name)
    return true
  }

  #end(name: string): void {
    if (this.#connections.get(name) === false) this.unanswered -= 1
    this.#connections.delete(name)
  }
}
