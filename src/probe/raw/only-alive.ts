import type { AddressRange } from '../../targets/types.ts'

/** The ranges without the hosts that are not there. */
export function onlyAlive(addresses: readonly AddressRange[], alive: Uint8Array): AddressRange[] {
  const kept: AddressRange[] = []
  let before = 0
  for (const range of addresses) {
    const count = Number(range.last - range.first + 1n)
    for (let i = 0; i < count; ) {
      while (i < count && alive[before + i] !== 1) i++
      const start = i
      while (i < count && alive[before + i] === 1) i++
      if (i > start) kept.push({ ...range, first: range.first + BigInt(start), last: range.first + BigInt(i - 1) })
    }
    before += count
  }
  return kept
}
