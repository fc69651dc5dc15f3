import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Observation } from '../model/observation.ts'
import { madeUpService } from '../model/test-service.ts'
import type { State } from '../model/unions.ts'
import type { Outcome } from './ask/outcome.ts'
import type { Subject } from './ask/subject.ts'
import type { Asker } from './engine.ts'
import { type Identification, type Identified, identifyOpen, tooMany } from './stage.ts'

function seen(port: number, state: State = 'open'): Observation {
  const reason = state === 'open' ? 'connected' : 'refused'
  const observedAt = '2026-03-01T08:00:00.000Z'
  return { address: '192.0.2.1', transport: 'tcp', port, state, reason, rttMs: 1, observedAt, vantage: 'lab' }
}

async function* batchesOf(...batches: readonly (readonly Observation[])[]) {
  for (const observations of batches) yield { observations }
}

/** Answers when it is told to; keeps what it was asked. */
class Answering implements Asker {
  readonly asked: number[] = []
  readonly sampled: string[] = []
  isClosed = false
  readonly #answer: (subject: Subject) => Promise<Outcome> | Outcome

  constructor(answer: (subject: Subject) => Promise<Outcome> | Outcome = known) {
    this.#answer = answer
  }

  async ask(subject: Subject): Promise<Outcome> {
    this.asked.push(subject.port)
    return this.#answer(subject)
  }

  sample(address: string): void {
    this.sampled.push(address)
  }

  close(): void {
    this.isClosed = true
  }
}

const known = ({ port }: Subject): Outcome => ({ kind: 'answered', service: madeUpService(`on ${port}`), rttMs: 1 })

function how(
  asker: Asker,
  more: Partial<Identification> = {},
): Identification & { readonly unasked: [number, string][] } {
  const unasked: [number, string][] = []
  return {
    asker: () => Promise.resolve(asker),
    limit: Infinity,
    hostnames: new Map(),
    onUnasked: (count, cause) => void unasked.push([count, cause]),
    onAsking: () => {},
    ...more,
    unasked,
  }
}

async function all(batches: AsyncIterable<readonly Identified[]>): Promise<Record<number, string | null>> {
  const found: Record<number, string | null> = {}
  for await (const batch of batches)
    for (const {
      seen: { port },
      service,
    } of batch)
      found[port] = service?.protocol ?? null
  return found
}

describe('asking what is open', () => {
  it('asks open endpoints only, and passes all others on', async () => {
    const asker = new Answering()
    const found = await all(identifyOpen(batchesOf([seen(22), seen(23, 'closed')], [seen(80)]), how(asker)))
    expect(found).toEqual({ 22: 'on 22', 23: null, 80: 'on 80' })
    expect([asker.asked, asker.isClosed]).toEqual([[22, 80], true])
  })

  it('asks all up to the limit, and none beyond it', async () => {
    const few = new Answering()
    expect(await all(identifyOpen(batchesOf([seen(1)], [seen(2)]), how(few, { limit: 2 })))).toEqual({
      1: 'on 1',
      2: 'on 2',
    })
    const many = how(new Answering(), { limit: 2 })
    expect(await all(identifyOpen(batchesOf([seen(1), seen(2)], [seen(3)], [seen(4)]), many))).toEqual({
      ...{ 1: null, 2: null, 3: null, 4: null },
    })
    expect(many.unasked).toEqual([
      [3, tooMany],
      [1, tooMany],
    ])
  })

  it('starts who asks with the first open endpoint, and ends it when there are too many', async () => {
    const asker = new Answering()
    const events: string[] = []
    async function* scan() {
      yield { observations: [seen(1, 'closed')] }
      events.push('none is open')
      yield { observations: [seen(2)] }
      events.push('one is open')
      yield { observations: [seen(3), seen(4)] }
      await Promise.resolve()
      events.push(asker.isClosed ? 'ended' : 'still there')
    }
    const start = () => {
      events.push('started')
      return Promise.resolve(asker)
    }
    await all(identifyOpen(scan(), how(asker, { limit: 2, asker: start })))
    expect(events).toEqual(['none is open', 'started', 'one is open', 'ended'])
    expect(asker.asked).toEqual([])
  })

  it('an answer does not wait for a slower one', async () => {
    let answerLate = (_: Outcome) => {}
    const late = new Promise<Outcome>((resolve) => {
      answerLate = resolve
    })
    const asker = new Answering((subject) => (subject.port === 1 ? late : known(subject)))
    const iterator = identifyOpen(batchesOf([seen(1), seen(2)]), how(asker))[Symbol.asyncIterator]()
    expect((await iterator.next()).value).toMatchObject([{ seen: { port: 2 } }])
    answerLate({ kind: 'unasked' })
    expect((await iterator.next()).value).toMatchObject([{ seen: { port: 1 }, service: null }])
    expect((await iterator.next()).done).toBe(true)
  })

  it('asks no more for now when nobody takes the answers', async () => {
    const asker = new Answering()
    const many = Array.from({ length: 40_000 }, (_, i) => seen(i))
    const taking = identifyOpen(batchesOf(many), how(asker))[Symbol.asyncIterator]()
    let taken = (await taking.next()).value!.length
    let known = 0
    while (known < asker.asked.length) {
      known = asker.asked.length
      await setImmediate()
    }
    expect(known).toBeLessThan(30_000)
    for (let next = await taking.next(); !next.done; next = await taking.next()) taken += next.value.length
    expect([taken, asker.asked.length]).toEqual([40_000, 40_000])
  })

  it('what was seen is not lost when the scan breaks off, nor when nobody can ask', async () => {
    async function* breaking() {
      yield { observations: [seen(1)] }
      throw new Error('the link went down')
    }
    const taken: number[] = []
    const run = async (limit: number) => {
      for await (const batch of identifyOpen(breaking(), how(new Answering(), { limit }))) taken.push(batch.length)
    }
    await expect(run(9)).rejects.toThrow('the link went down')
    await expect(run(Infinity)).rejects.toThrow('the link went down')
    expect(taken).toEqual([1, 1])
    const nobody = how(new Answering(), { asker: () => Promise.reject(new Error('no room for a thread')) })
    expect(await all(identifyOpen(batchesOf([seen(1)], [seen(2)]), nobody))).toEqual({ 1: null, 2: null })
    expect(nobody.unasked).toContainEqual([1, 'no room for a thread'])
  })

  it('what could not be connected to again is said to be so; a failure of ours is not its own', async () => {
    const asker = new Answering(({ port }) => ({
      kind: 'unconnected',
      failure: port === 1 ? { kind: 'refused' } : { kind: 'failed', cause: 'EMFILE' },
    }))
    const terms = how(asker)
    const records: Identified[] = []
    for await (const batch of identifyOpen(batchesOf([seen(1), seen(2)]), terms)) records.push(...batch)
    expect(records.map(({ service }) => service?.evidence.behaviour ?? null)).toEqual(['unreachable', null])
    expect(terms.unasked).toEqual([[1, 'EMFILE']])
  })

  it('hands on what came back, to those that are asked', async () => {
    const answer = { ttl: 64, bytes: Uint8Array.of(1) }
    const [open, other, closed] = [seen(1), seen(2), seen(3, 'closed')]
    async function* answered() {
      yield { observations: [open, other, closed], answers: new Map([open, closed].map((each) => [each, answer])) }
    }
    for (const limit of [2, Infinity]) {
      const asked: (readonly [number, unknown])[] = []
      const asker = new Answering((subject) => {
        asked.push([subject.port, subject.answer])
        return known(subject)
      })
      await all(identifyOpen(answered(), how(asker, { limit })))
      expect(asked).toEqual([
        [1, answer],
        [2, undefined],
      ])
    }
  })

  it.each([2, Infinity])(
    'says which hosts answer on everything, as soon as the scan does (limit %d)',
    async (limit) => {
      const pseudo = (address: string, transport: 'tcp' | 'udp') => ({ address, transport })
      async function* folded() {
        yield { observations: [seen(1)] }
        yield { observations: [], end: { pseudoServices: [pseudo('192.0.2.1', 'tcp'), pseudo('192.0.2.2', 'udp')] } }
      }
      const asker = new Answering()
      const found: Identified[][] = []
      for await (const batch of identifyOpen(folded(), how(asker, { limit }))) found.push([...batch])
      expect(asker.sampled).toEqual(['192.0.2.1'])
      expect(found.map(({ length }) => length)).toEqual([1])
    },
  )

  it('warns of fragile ones before they are asked', async () => {
    const warned: number[][] = []
    const onFragile = (endpoints: readonly Observation[]) => void warned.push(endpoints.map(({ port }) => port))
    await all(identifyOpen(batchesOf([seen(22), seen(9100)], [seen(80)]), how(new Answering(), { onFragile })))
    expect(warned).toEqual([[9100]])
  })
})
