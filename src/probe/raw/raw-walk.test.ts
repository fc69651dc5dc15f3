import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EndpointIndex } from '../../targets/endpoint-index.ts'
import { turnOf } from './awaited.ts'
import { RawWalk } from './raw-walk.ts'

const draw = fc.record({
  turns: fc.array(fc.constantFrom(...Object.values(turnOf)), { minLength: 1, maxLength: 20 }),
  ports: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 3 }),
  comes: fc.func<[number], boolean>(fc.boolean()),
})

it('asks each endpoint of who is there once, and then each of who has come late, and finds them again', () => {
  fc.assert(
    fc.property(draw, ({ turns, ports, seed, count, comes }) => {
      const addresses = [{ family: 4, first: 1n, last: BigInt(turns.length) } as const]
      const index = new EndpointIndex({ addresses, tcp: [{ first: 1, last: ports }], udp: [] })
      const hosts = (turn: number) => [...turns.keys()].filter((host) => turns[host] === turn)
      const late = hosts(turnOf.late).filter(comes)
      const endpointsOf = (of: number[]) =>
        of.flatMap((host) => Array.from({ length: ports }, (_, p) => host * ports + p))
      const asked: number[] = []
      for (let shard = 0; shard < count; shard++) {
        const walk = new RawWalk({ index, seed, shard: { index: shard, count }, turns: Uint8Array.from(turns) })
        const before = walk.total
        // One of the scanners awaits each.
        if (shard === 0) walk.append(late)
        expect(walk.total).toBeLessThanOrEqual(walk.mostTotal)
        for (let position = 0; position < walk.total; position++) {
          const found = walk.indexOf(position)
          asked.push(found)
          expect(walk.positionOf(found)).toBe(position)
          expect(late.includes(Math.floor(found / ports))).toBe(position >= before)
        }
      }
      expect(asked.sort((a, b) => a - b)).toEqual(endpointsOf([...hosts(turnOf.first), ...late]).sort((a, b) => a - b))
    }),
  )
})

it('takes no memory for hosts where none have come late, however many are asked', () => {
  const addresses = [{ family: 6, first: 0n, last: 2n ** 40n - 1n } as const]
  const index = new EndpointIndex({ addresses, tcp: [{ first: 1, last: 2 }], udp: [] })
  const walk = new RawWalk({ index, seed: 3, shard: { index: 0, count: 1 }, turns: undefined })
  walk.append([])
  expect([walk.total, walk.mostTotal]).toEqual([2 ** 41, 2 ** 41])
})

it('is a plain walk where nobody is awaited', () => {
  const addresses = [{ family: 4, first: 1n, last: 5n } as const]
  const index = new EndpointIndex({ addresses, tcp: [{ first: 1, last: 7 }], udp: [] })
  const walk = new RawWalk({ index, seed: 3, shard: { index: 0, count: 1 }, turns: undefined })
  const asked = Array.from({ length: walk.total }, (_, position) => walk.indexOf(position))
  expect([...asked].sort((a, b) => a - b)).toEqual([...asked.keys()])
  expect(asked.map((index) => walk.positionOf(index))).toEqual([...asked.keys()])
})
