import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../lib/random.ts'
import { Neighbours } from './neighbours.ts'

const address = (number: number): Uint8Array =>
  Uint8Array.of(10, (number >>> 16) & 255, (number >>> 8) & 255, number & 255)
const numberOf = (bytes: Uint8Array): number => (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!
const macOf = (number: number): Uint8Array => Uint8Array.of(2, 0, 0, number >>> 16, number >>> 8, number)
const noMac = new Uint8Array(6)

const make = (options: { capacity?: number; perSecond?: number } = {}) =>
  new Neighbours({ ...options, random: seededRandom(1) })

const answer = (neighbours: Neighbours, number: number, mac = macOf(number)) =>
  neighbours.answered(address(number), 0, 4, mac, 0)

/** Lets time pass, as the class itself says when, until nothing is asked for any more. Gives every request with its time. */
function run(neighbours: Neighbours, reply: (number: number, now: number) => void, start = 0) {
  const requests: { number: number; at: number }[] = []
  let now = start
  while (neighbours.asking > 0) {
    const at = neighbours.nextAt()
    expect(at).toBeLessThan(Number.POSITIVE_INFINITY)
    now = Math.max(now, at)
    const asked: number[] = []
    neighbours.next(now, (bytes) => asked.push(numberOf(bytes)) > 0)
    for (const number of asked) requests.push({ number, at: now })
    for (const number of asked) reply(number, now)
  }
  return { requests, now }
}

describe('Neighbours', () => {
  it('asks three times, 250 ms apart, and gives up 1 s after the last', () => {
    const neighbours = make()
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('asking')
    const { requests, now } = run(neighbours, () => {})
    expect(requests.map(({ at }) => at)).toEqual([0, 250, 500])
    expect(now).toBe(1500)
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('absent')
    expect(neighbours.nextAt()).toBe(Number.POSITIVE_INFINITY)
  })

  it('keeps a new limit from then on', () => {
    const neighbours = make({ perSecond: 1000 })
    for (let number = 0; number < 200; number++) neighbours.resolve(address(number), 4, noMac, 0)
    const asked = (from: number, to: number) => {
      let sum = 0
      for (let now = from; now < to; now++) sum += neighbours.next(now, () => true)
      return sum
    }
    expect(asked(0, 100)).toBeCloseTo(110, -1)
    neighbours.limit(100)
    expect(asked(100, 200)).toBeCloseTo(10, -1)
  })

  it('keeps the first answer, and asks no more', () => {
    const neighbours = make()
    neighbours.resolve(address(1), 4, noMac, 0)
    expect(run(neighbours, (number) => answer(neighbours, number)).requests).toHaveLength(1)
    expect(answer(neighbours, 1, macOf(2))).toBe(false)
    const memory = new Uint8Array(20)
    expect(neighbours.resolve(address(1), 4, memory, 7)).toBe('known')
    expect(memory.slice(7, 13)).toEqual(macOf(1))
  })

  it('believes nobody whom it did not ask, and no hardware address of a group or of zeros', () => {
    const neighbours = make()
    expect(answer(neighbours, 1)).toBe(false)
    neighbours.resolve(address(1), 4, noMac, 0)
    expect(answer(neighbours, 1)).toBe(false)
    neighbours.next(0, () => true)
    expect(answer(neighbours, 1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff))).toBe(false)
    expect(answer(neighbours, 1, new Uint8Array(6))).toBe(false)
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('asking')
    expect(answer(neighbours, 1)).toBe(true)
  })

  it('takes a late answer of one that was given up', () => {
    const neighbours = make()
    neighbours.resolve(address(1), 4, noMac, 0)
    run(neighbours, () => {})
    expect(answer(neighbours, 1)).toBe(true)
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('known')
  })

  it('tells IPv4 from IPv6, and gives each back whole', () => {
    const neighbours = make()
    const six = Uint8Array.from({ length: 16 }, (_, i) => 255 - i)
    neighbours.resolve(six, 16, noMac, 0)
    neighbours.resolve(six, 4, noMac, 0)
    const asked: number[][] = []
    neighbours.next(0, (bytes, length) => asked.push([...bytes.subarray(0, length)]) > 0)
    expect(asked).toEqual([[...six], [...six.subarray(0, 4)]])
  })

  it('learns from elsewhere what it does not know', () => {
    const neighbours = make({ capacity: 2 })
    expect(neighbours.learn(address(1), macOf(1))).toBe(true)
    expect(neighbours.learn(address(1), macOf(2))).toBe(false)
    expect(neighbours.learn(address(2), new Uint8Array(20))).toBe(false)
    const mac = new Uint8Array(6)
    expect(neighbours.resolve(address(1), 4, mac, 0)).toBe('known')
    expect(mac).toEqual(macOf(1))
  })

  it('tries again when there was no room for the request', () => {
    const neighbours = make()
    neighbours.resolve(address(1), 4, noMac, 0)
    expect(neighbours.next(0, () => false)).toBe(0)
    expect(neighbours.next(0, () => true)).toBe(1)
  })

  it('is full while all of its addresses are asked for, and forgets the absent before the known', () => {
    const neighbours = make({ capacity: 3 })
    for (const number of [1, 2, 3]) expect(neighbours.resolve(address(number), 4, noMac, 0)).toBe('asking')
    expect(neighbours.resolve(address(4), 4, noMac, 0)).toBe('full')
    run(neighbours, (number) => number === 1 && answer(neighbours, 1))
    for (const number of [4, 5]) expect(neighbours.resolve(address(number), 4, noMac, 0)).toBe('asking')
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('known')
    expect(neighbours.resolve(address(6), 4, noMac, 0)).toBe('asking')
    expect(neighbours.resolve(address(1), 4, noMac, 0)).toBe('full')
  })

  it('keeps the pace, asks each at most three times, 250 ms apart, and settles all, whoever answers', () => {
    const settings = fc.record({
      perSecond: fc.integer({ min: 20, max: 5000 }),
      count: fc.integer({ min: 1, max: 300 }),
      seed: fc.nat(),
      start: fc.integer({ min: 0, max: 1e12 }),
    })
    fc.assert(
      fc.property(settings, ({ perSecond, count, seed, start }) => {
        const neighbours = make({ capacity: 512, perSecond })
        const random = seededRandom(seed)
        for (let number = 0; number < count; number++) neighbours.resolve(address(number), 4, noMac, 0)
        const answers = new Set<number>()
        const { requests } = run(
          neighbours,
          (number) => {
            if (random() % 3 === 0 && answer(neighbours, number)) answers.add(number)
          },
          start,
        )

        const interval = 1000 / perSecond
        requests.forEach(({ at }, first) => {
          for (const span of [1, 12, 60]) {
            const later = requests[first + span]
            if (later !== undefined) expect(later.at - at).toBeGreaterThanOrEqual((span - 1) * interval - 10 - 0.01)
          }
        })
        for (let number = 0; number < count; number++) {
          const times = requests.filter((request) => request.number === number).map(({ at }) => at)
          expect(times.length).toBeLessThanOrEqual(3)
          times.forEach((at, i) => {
            expect(at - (times[i - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(249.99)
          })
          const state = neighbours.resolve(address(number), 4, noMac, 0)
          expect(state).toBe(answers.has(number) ? 'known' : 'absent')
          if (state === 'absent') expect(times).toHaveLength(3)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('goes through a network far larger than its table, an address at a time settled', () => {
    const neighbours = make({ capacity: 64, perSecond: 1e6 })
    let now = 0
    let known = 0
    for (let first = 0; first < 20_000; first += 64) {
      for (let i = 0; i < 64; i++) expect(neighbours.resolve(address(first + i), 4, noMac, 0)).toBe('asking')
      now = run(neighbours, (number) => number % 2 === 0 && answer(neighbours, number), now).now
      for (let i = 0; i < 64; i++) known += neighbours.resolve(address(first + i), 4, noMac, 0) === 'known' ? 1 : 0
    }
    expect(known).toBe(10_016)
  })
})
