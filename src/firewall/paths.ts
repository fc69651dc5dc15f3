import type { Family } from '../lib/address.ts'
import { memo } from '../lib/memo.ts'
import { chainsBelow, ordersOf, type Station, stationsOf, tracksConnections } from './base-chains.ts'
import { Candidates } from './candidates.ts'
import type { Chain, Hook, Ruleset } from './ruleset.ts'

/** What many packets ask of a ruleset, found out once. */
export class Paths {
  /** Whether the kernel looks for the connection of a packet of that family. */
  readonly tracks: (family: Family) => boolean
  readonly candidates: (chain: Chain) => Candidates | null
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

  /** See `chainsBelow`. */
  below(hook: 'ingress' | 'egress', devices: readonly string[]): readonly Chain[] {
    return chainsBelow(this.#ruleset, hook, devices)
  }
}

function kept<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}
