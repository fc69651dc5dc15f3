import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect } from 'vitest'

/** A view, whatever else its `at` wants to know. */
interface View {
  at(bytes: Uint8Array, start: number, end: number): boolean
}

/**
 * Feeds a view arbitrary, truncated, altered and huge bytes. Its `at` must give true or false, after true `read` (which uses every
 * accessor) must not throw, and what it says must not depend on bytes outside of start…end.
 * @param seeds well-formed messages, so that damage reaches the depths
 */
export function fuzzView<V extends View>(
  create: () => V,
  read: (view: V) => unknown,
  seeds: readonly Uint8Array[],
): void {
  const view = create()
  const look = (bytes: Uint8Array, start: number, end: number): unknown => {
    const ok = view.at(bytes, start, end)
    if (typeof ok !== 'boolean') throw new Error(`at gave ${ok}`)
    return ok ? read(view) : false
  }
  const alone = (bytes: Uint8Array, around: number): unknown => {
    const inside = new Uint8Array(bytes.length + 80).fill(around)
    inside.set(bytes, 40)
    return look(inside, 40, 40 + bytes.length)
  }
  const message = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...seeds).chain(damaged))
  fc.assert(
    fc.property(message, (bytes) => {
      const seen = alone(bytes, 0)
      if (!isDeepStrictEqual(seen, alone(bytes, 0xff))) throw new Error('bytes beside the message were read')
    }),
    { numRuns: 1000 },
  )
  for (const seed of seeds) {
    expect(look(seed, 0, seed.length)).not.toBe(false)
    for (let length = 0; length < seed.length; length++) look(seed.slice(0, length), 0, length)
    const huge = new Uint8Array(1 << 20)
    huge.set(seed)
    look(huge, 0, huge.length)
    look(huge.fill(0xff, seed.length), 0, huge.length)
  }
}

/** Some bytes changed, and perhaps the end cut off. */
function damaged(seed: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(seed.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x45, 0x60, 0xff)))
  return fc.tuple(fc.array(change, { maxLength: 6 }), fc.nat(seed.length)).map(([changes, length]) => {
    const bytes = seed.slice()
    for (const [at, value] of changes) bytes[at] = value
    return length % 3 === 0 ? bytes.slice(0, length) : bytes
  })
}
