import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NeighbourTable } from './neighbour-table.ts'

it('finds what was inserted and not removed, like a Map, and gives addresses back', () => {
  const address = fc
    .tuple(fc.constantFrom(4, 16), fc.array(fc.constantFrom(0, 1, 255), { minLength: 2, maxLength: 2 }))
    .map(([length, ends]) =>
      Uint8Array.from({ length }, (_, i) => (i === 0 ? ends[0]! : i === length - 1 ? ends[1]! : 0)),
    )
  fc.assert(
    fc.property(fc.array(address, { maxLength: 60 }), fc.nat(), (addresses, seed) => {
      const table = new NeighbourTable(18, seed)
      const free = Array.from({ length: 18 }, (_, i) => i)
      const slots = new Map<string, number>()
      const memory = new Uint8Array(16)
      for (const bytes of addresses) {
        const length = bytes.length === 4 ? 4 : 16
        const expected = slots.get(bytes.join()) ?? -1
        const slot = table.find(Uint8Array.of(9, ...bytes), 1, length)
        expect(slot).toBe(expected)
        if (slot === -1) {
          const next = free.pop()!
          table.insert(next, bytes, 0, length)
          slots.set(bytes.join(), next)
        } else {
          expect(memory.subarray(0, table.write(slot, memory))).toEqual(bytes)
          table.remove(slot)
          slots.delete(bytes.join())
          free.push(slot)
        }
      }
    }),
  )
})
