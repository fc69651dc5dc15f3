import type { Family } from '../lib/address.ts'
import { memo } from '../lib/memo.ts'
import { chainsBelow, ordersOf, type Station, stationsOf, tracksConnections } from './base-chains.ts'
import { Candidates } from './candidates.ts'
import { ElementIndex } from './element-index.ts'
import type { Value } from './field-values.ts'
import type { Chain, Element, Hook, Ruleset } from './ruleset.ts'

/** What many packets ask of a ruleset, found out once. */
export class Paths {
  /** Whether the kernel looks for the connection of a packet of that family. */
  readonly tracks: (family: Family) => boolean
  readonly candidates: (chain: Chain) => Candidates | null
  readonly #elements = memo((all: readonly Element[]) => ElementIndex.of(all))
  readonly #entries = memo((all: readonly { readonly element: Element }[]) =>
    ElementIndex.of(all.map(({ element }) => element)),
  )
  readonly #ruleset: Ruleset
  readonly #stations = new Map<string, readonly Station[]>()
  readonly #orders = new Map<string, readonly Paths[] | null>()

  constructor(ruleset: Ruleset) {
    this.#ruleset = ruleset
    this.tracks = memo((family) => tracksConnections(ruleset, family))
    this.candidates = memo(Candidates.of)
  }

  /** See `stationsOf`. */
  stations(hook: Hook, family: Family, device: string): readonly Station[] {
    return kept(this.#stations, `${hook} ${family} ${device}`, () => stationsOf(this.#ruleset, hook, family, device))
  }

  /** See `ordersOf`. */
  orders({ family, ingress }: { readonly family: Family; readonly ingress: string }): readonly Paths[] | null {
    return kept(this.#orders, `${family} ${ingress}`, () => {
      const orders = ordersOf(this.#ruleset, { family, ingress })
      return orders?.map((order) => (order === this.#ruleset ? this : new Paths(order))) ?? null
    })
  }

  /** Those of a set's elements that may hold. */
  amongElements(all: readonly Element[], values: readonly Value[]): readonly Element[] {
    return chosen(all, this.#elements(all)?.mayHold(values))
  }

  /** Those of a map's entries that may hold. */
  amongEntries<Entry extends { readonly element: Element }>(
    all: readonly Entry[],
    values: readonly Value[],
  ): readonly Entry[] {
    return chosen(all, this.#entries(all)?.mayHold(values))
  }

  /** See `chainsBelow`. */
  below(hook: 'ingress' | 'egress', devices: readonly string[]): readonly Chain[] {
    return chainsBelow(this.#ruleset, hook, devices)
  }
}

function chosen<Item>(all: readonly Item[], indices: readonly number[] | null | undefined): readonly Item[] {
  return indices?.map((i) => all[i]!) ?? all
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
