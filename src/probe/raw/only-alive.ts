import type { AddressRange } from '../../targets/types.ts'
import { hostIs } from './awaited.ts'

/** The ranges without the hosts that are missing; by address index, as of `hostIs`. */
export function onlyAlive(addresses: readonly AddressRange[], alive: Uint8Array): AddressRange[] {
  const kept: AddressRange[] = []
  let before = 0
  for (const range of addresses) {
    const count = Number(range.last - range.first + 1n)
    for (let i = 0; i < count; ) {
      while (i < count && alive[before + i] === hostIs.missing) i++
      const start = i
      while (i < count && alive[before + i] !== hostIs.missing) i++
      if (i > start) kept.push({ ...range, first: range.first + BigInt(start), last: range.first + BigInt(i - 1) })
    }
    before += count
  }
  return kept
}
