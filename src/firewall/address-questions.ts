import { type Family, highest } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Interval as Span } from '../lib/intervals.ts'
import type { Field } from './fields.ts'
import type { PortQuestion } from './port-index.ts'
import { portsAskedByElement } from './port-questions.ts'
import type { Element, Step } from './ruleset.ts'

/** What one rule asks of addresses, or several that ask alike. Spans null: it looks at single bits. */
export interface AddressQuestion {
  readonly spans: Span<bigint>[] | null
  /** What it asks of ports besides. */
  readonly ports: readonly PortQuestion[]
}

export interface AddressLookUp extends AddressQuestion {
  readonly step: Step
}

/**
 * What a step asks of these fields. Elements that have all but the address in common are one question: it matters whether one of them holds, not
 * which one.
 */
export function lookUpsOf(step: Step, fields: readonly Field[], family: Family): readonly AddressLookUp[] {
  if (step.kind === 'anyBit') return fields.includes(step.key.field) ? [{ step, spans: null, ports: [] }] : []
  if (step.kind !== 'match' && step.kind !== 'verdictMap' && step.kind !== 'translateMap') return []
  const { key } = step
  if ('unknown' in key) return []
  const entries: readonly { readonly element: Element; readonly value?: unknown }[] =
    step.kind === 'match' ? step.elements.map((element) => ({ element })) : step.entries
  return key.flatMap((selector, at) => {
    if (!fields.includes(selector.field)) return []
    const other = ({ element, value }: (typeof entries)[number]) =>
      key.length === 1 && value === undefined
        ? ''
        : textOfValue([element.map((place, i) => (i === at ? 0 : place)), value])
    return [...groupBy(entries, other).values()].map((alike) => ({
      step,
      spans: spansOf(
        alike.map(({ element }) => element[at]),
        selector.mask,
        family,
      ),
      ports: portsAskedByElement(key, alike[0]!.element),
    }))
  })
}

/** The addresses that are in one of these places. Null: no spans are. */
function spansOf(
  places: readonly (Element[number] | undefined)[],
  mask: bigint | undefined,
  family: Family,
): Span<bigint>[] | null {
  const host = mask === undefined ? 0n : highest[family] & ~mask
  // Ones at the end alone: the mask of a network.
  if ((host & (host + 1n)) !== 0n) return null
  return places.flatMap((place) => {
    if (!Array.isArray(place)) return []
    const [from, to] = place as readonly [bigint, bigint]
    const [first, last] = [(from & host) === 0n ? from : (from | host) + 1n, to | host]
    return first <= last ? [{ first, last }] : []
  })
}

/** Equal for equal values. */
export function textOfValue(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}
