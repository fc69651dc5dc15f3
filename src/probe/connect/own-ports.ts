/** Ports given up that are still remembered: what they sent may still arrive. */
const remembered = 1024

/** Local ports of our own sockets, and of those just closed: an answer that comes from one of them is our own voice. */
export class OwnPorts {
  readonly #held = new Map<number, number>()
  readonly #released: number[] = []

  take(port: number): void {
    this.#held.set(port, (this.#held.get(port) ?? 0) + 1)
  }

  release(port: number): void {
    const holders = (this.#held.get(port) ?? 1) - 1
    if (holders === 0) this.#held.delete(port)
    else this.#held.set(port, holders)
    this.#released.push(port)
    if (this.#released.length > remembered) this.#released.shift()
  }

  has(port: number): boolean {
    return this.#held.has(port) || this.#released.includes(port)
  }
}
