import { isFragile } from '../knowledge/lookup.ts'
import type { Answer } from '../model/answer.ts'
import type { Observation } from '../model/observation.ts'
import type { PseudoService } from '../model/scan-summary.ts'
import type { Service } from '../model/service.ts'
import type { Outcome } from './ask/outcome.ts'
import type { Asker } from './engine.ts'
import { FairQueue } from './fair-queue.ts'
import { tellsDevice } from './fragile-devices.ts'
import { MergedBatches } from './merged-batches.ts'
import { unreachable } from './service-of.ts'

/** What was seen, with what came back of those that are open, as far as it was kept. */
export interface SeenBatch {
  readonly observations: readonly Observation[]
  readonly answers?: ReadonlyMap<Observation, Answer>
  /** With the last of them: hosts that answer on everything, of which only a sample was seen. */
  readonly end?: { readonly pseudoServices: readonly Pick<PseudoService, 'address' | 'transport'>[] }
}

/** An observation, with what speaks there when that was asked. */
export interface Identified {
  readonly seen: Observation
  readonly service: Service | null
}

export interface Identification {
  /** Called once, when the first endpoint is open: who asks takes a while to start, and the scan goes on meanwhile. */
  readonly asker: () => Promise<Asker>
  /** Open endpoints at most; where there are more, none is asked. Infinity: each is asked as soon as it is seen. */
  readonly limit: number
  /** Address text → the name that a person asked for. */
  readonly hostnames: ReadonlyMap<string, string>
  /** Told how many were not asked, and why: there were too many, or by the errno name of a failure of our own. */
  onUnasked(count: number, cause: string): void
  /** Told of those that may be harmed, before they are asked; left out where they are not asked. */
  readonly onFragile?: ((endpoints: readonly Observation[]) => void) | undefined
  /** Told how many are asked by now, and how many of them have answered. */
  onAsking(asked: number, answered: number): void
}

/** Asks open endpoints what they are, and passes all others on. With a limit, open ones are held until it is known how many there are. */
export function identifyOpen(
  batches: AsyncIterable<SeenBatch>,
  how: Identification,
): AsyncIterable<readonly Identified[]> {
  const stage = new Stage(how)
  void stage.run(batches)
  return stage.merged
}

class Stage {
  readonly merged = new MergedBatches<Identified>()
  readonly #how: Identification
  #held: Observation[] = []
  /** Of those that are still to be asked. */
  readonly #answers = new Map<Observation, Answer>()
  #tooMany = false
  #starting: Promise<Asker> | null = null
  #asker: Asker | null = null
  #asked = 0
  #answered = 0
  readonly #queue = new FairQueue<Observation>((seen) => this.#ask(seen))

  constructor(how: Identification) {
    this.#how = how
  }

  async run(batches: AsyncIterable<SeenBatch>): Promise<void> {
    try {
      for await (const batch of batches) {
        this.#tellSampled(batch)
        await this.#take(batch)
        await this.merged.room()
        if (this.merged.isLeft) break
      }
      const held = this.#held
      this.#held = []
      await this.#askAll(held)
      await this.#queue.done()
      this.merged.end()
    } catch (error) {
      // What was held, and what waits for its answer, has been seen all the same.
      this.merged.push(this.#held.map(unasked))
      await this.#queue.done().catch(() => {})
      this.merged.fail(error)
    } finally {
      this.#close()
    }
  }

  async #take({ observations, answers }: SeenBatch): Promise<void> {
    const open = observations.filter(({ state }) => state === 'open')
    this.merged.push(observations.filter(({ state }) => state !== 'open').map(unasked))
    if (this.#tooMany) return this.#pass(open)
    if (open.length > 0) void this.#start()
    if (answers !== undefined) this.#keepAnswers(open, answers)
    if (this.#how.limit === Infinity) return this.#askAll(open)
    this.#held.push(...open)
    if (this.#held.length <= this.#how.limit) return
    this.#tooMany = true
    this.#pass(this.#held)
    this.#held = []
    this.#answers.clear()
    this.#close()
  }

  #tellSampled({ end }: SeenBatch): void {
    for (const { address, transport } of end?.pseudoServices ?? [])
      if (transport === 'tcp') void this.#starting?.then((asker) => asker.sample(address)).catch(() => {})
  }

  #keepAnswers(open: readonly Observation[], answers: ReadonlyMap<Observation, Answer>): void {
    for (const seen of open) {
      const answer = answers.get(seen)
      if (answer !== undefined) this.#answers.set(seen, answer)
    }
  }

  #pass(open: readonly Observation[]): void {
    this.merged.push(open.map(unasked))
    if (open.length > 0) this.#how.onUnasked(open.length, tooMany)
  }

  async #askAll(open: readonly Observation[]): Promise<void> {
    if (open.length === 0) return
    if ((await this.#readyAsker(open)) === null) return
    this.#warnOfFragile(open)
    this.#asked += open.length
    this.#tellAsking()
    for (const seen of open) this.#queue.add(seen.address, seen, tellsDevice(seen))
    await this.#queue.room()
  }

  #start(): Promise<Asker> {
    if (this.#starting === null) {
      this.#starting = this.#how.asker()
      // Whoever is to be asked hears of it.
      this.#starting.catch(() => {})
    }
    return this.#starting
  }

  #close(): void {
    if (this.#asker !== null) this.#asker.close()
    else void this.#starting?.then((asker) => asker.close()).catch(() => {})
  }

  /** Null when nobody can ask; then these are passed on: the scan has seen what it has seen all the same. */
  async #readyAsker(open: readonly Observation[]): Promise<Asker | null> {
    try {
      this.#asker ??= await this.#start()
    } catch (error) {
      this.merged.push(open.map(unasked))
      this.#how.onUnasked(open.length, error instanceof Error ? error.message : String(error))
    }
    return this.#asker
  }

  #warnOfFragile(open: readonly Observation[]): void {
    const { onFragile } = this.#how
    if (onFragile === undefined) return
    const fragile = open.filter(({ transport, port }) => isFragile(transport, port) !== null)
    if (fragile.length > 0) onFragile(fragile)
  }

  async #ask(seen: Observation): Promise<void> {
    await this.merged.room()
    // Nobody takes what is told.
    if (this.merged.isLeft) return
    const { address, transport, port, rttMs } = seen
    const hostname = this.#how.hostnames.get(address) ?? null
    const answer = this.#answers.get(seen)
    this.#answers.delete(seen)
    const outcome = await this.#asker!.ask({ address, transport, port, hostname, rttMs, ...(answer && { answer }) })
    this.#answered++
    this.#tellAsking()
    this.merged.push([{ seen, service: this.#serviceOf(outcome) }])
  }

  #tellAsking(): void {
    this.#how.onAsking(this.#asked, this.#answered)
  }

  #serviceOf(outcome: Outcome): Service | null {
    if (outcome.kind === 'answered') return outcome.service
    if (outcome.kind === 'unasked') {
      this.#how.onUnasked(1, 'interrupted')
      return null
    }
    if (outcome.failure.kind !== 'failed') return unreachable
    this.#how.onUnasked(1, outcome.failure.cause)
    return null
  }
}

/** Why no endpoint was asked when there are more than the limit. */
export const tooMany = '1,000 or more are open; --service asks all'

const unasked = (seen: Observation): Identified => ({ seen, service: null })
