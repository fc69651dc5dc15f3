/** Work for one host that is under way; the asker has fewer connections to it (prepare/identification.ts). */
const mostOfHost = 32
/** Work that is under way in all. */
const mostWorking = 4_096
/** Items that wait; whoever adds more is asked to wait: about 30 MB of observations, those of two hosts with all ports open. */
const mostWaiting = 131_072

interface Host<T> {
  /** Those from `next` on still wait. */
  readonly items: T[]
  next: number
  working: number
}

/** Work on many hosts at once, of which each has its turn: one with thousands of slow endpoints does not hold up the others. */
export class FairQueue<T> {
  readonly #work: (item: T) => Promise<void>
  readonly #hosts = new Map<string, Host<T>>()
  /** Hosts that may have their turn, the next one first. */
  readonly #ready = new Set<string>()
  #waiting = 0
  #working = 0
  #failure: { readonly error: unknown } | null = null
  #wake: (() => void) | null = null

  constructor(work: (item: T) => Promise<void>) {
    this.#work = work
  }

  /** @param isFirst before all others of its host that wait */
  add(name: string, item: T, isFirst: boolean): void {
    const host = this.#hosts.get(name) ?? { items: [], next: 0, working: 0 }
    this.#hosts.set(name, host)
    if (isFirst) host.items.splice(host.next, 0, item)
    else host.items.push(item)
    this.#waiting++
    if (host.working < mostOfHost) this.#ready.add(name)
  }

  /** Begins what may begin, and waits until there is room for more. */
  async room(): Promise<void> {
    this.#begin()
    while (this.#waiting > mostWaiting) await this.#change()
  }

  /** Until all is done. Throws what the work threw first. */
  async done(): Promise<void> {
    this.#begin()
    while (this.#waiting + this.#working > 0) await this.#change()
    if (this.#failure !== null) throw this.#failure.error
  }

  #begin(): void {
    while (this.#working < mostWorking) {
      const [name] = this.#ready
      if (name === undefined) return
      this.#beginOneOf(name, this.#hosts.get(name)!)
    }
  }

  #beginOneOf(name: string, host: Host<T>): void {
    const item = host.items[host.next++]!
    this.#waiting--
    this.#working++
    host.working++
    // What has begun is not kept; half at a time, so that nothing is moved often.
    if (2 * host.next >= host.items.length) {
      host.items.splice(0, host.next)
      host.next = 0
    }
    this.#ready.delete(name)
    this.#requeue(name, host)
    void this.#work(item)
      .catch((error: unknown) => {
        this.#failure ??= { error }
      })
      .finally(() => this.#ended(name, host))
  }

  #ended(name: string, host: Host<T>): void {
    this.#working--
    host.working--
    this.#requeue(name, host)
    if (host.working === 0 && host.items.length === 0) this.#hosts.delete(name)
    this.#begin()
    this.#wake?.()
  }

  /** It has its next turn after all others. */
  #requeue(name: string, host: Host<T>): void {
    if (host.items.length > 0 && host.working < mostOfHost) this.#ready.add(name)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
