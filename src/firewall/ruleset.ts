import type { Family } from '../lib/address.ts'
import type { Field } from './fields.ts'

/** Both inclusive. */
export type Interval = readonly [first: bigint, last: bigint]

/** One place of a set's element: numbers, the name of a device, which may end in `*`, or `true`: whatever is there. */
export type Place = Interval | string | true

/** As many places as the key that is looked up has. */
export type Element = readonly Place[]

/** A part of the packet, or what is known of it; `mask`: only these bits. */
export interface Selector {
  readonly field: Field
  readonly mask?: bigint
}

/** More than one: a concatenation. What the reader cannot read is `unknown`, by its name. */
export type Key = readonly Selector[] | { readonly unknown: string }

/** What becomes of a packet that gets here. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'reject'; readonly how: string }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** Handed to somebody whose answer cannot be foreseen (a queue, a proxy). */
  | { readonly kind: 'elsewhere'; readonly what: string }

/** A new destination: null leaves that part as it is, `self` is the machine's own address on the ingress device. */
export interface Destination {
  readonly address: bigint | 'self' | null
  readonly port: number | null
}

export interface Match {
  readonly kind: 'match'
  readonly key: Key
  readonly elements: readonly Element[]
  readonly negated: boolean
  /** With the next step, a match too, it may be one question, which holds where either of them does. */
  readonly joinsNext?: boolean
}

/** One step of a rule: the next is reached only when this one holds. Translations of a `family` let all others go on. */
export type Step =
  | Match
  /** Holds when any of these bits is set. */
  | { readonly kind: 'anyBit'; readonly key: Selector; readonly bits: bigint; readonly negated: boolean }
  /** A limit that the first packets keep. `over`: it holds only once they no longer do. */
  | { readonly kind: 'limit'; readonly over: boolean; readonly text: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'verdictMap'; readonly key: Key; readonly entries: readonly MapEntry<Verdict>[] }
  | { readonly kind: 'translate'; readonly to: Destination | 'another source'; readonly family: Family | null }
  | {
      readonly kind: 'translateMap'
      readonly key: Key
      readonly entries: readonly MapEntry<Destination>[]
      readonly family: Family | null
    }
  | ({ readonly kind: 'assign'; readonly field: 'meta mark' | 'ct mark' } & NewMark)
  | { readonly kind: 'untracked' }
  /** May hold or not, and changes nothing. */
  | { readonly kind: 'unknown'; readonly what: string }

/** What becomes of a mark: null: it cannot be told. */
export interface NewMark {
  readonly value: bigint | null
  /** Bits of what it was that stay, and are turned over where `value` has them; left out: none. */
  readonly kept?: bigint
}

export interface MapEntry<Value> {
  readonly element: Element
  readonly value: Value
}

export interface Rule {
  /** As the kernel numbers it within its table; for what it numbers not, see `Table.tool`. */
  readonly handle: number
  readonly steps: readonly Step[]
  /** Of which it asks for connections or translates: the kernel keeps track of connections only where some rule of the family does. */
  readonly tracks: readonly Family[]
  /** As its tool writes it. */
  readonly text: string
  /** How many packets it has held for since it was made or reset; left out: it does not count them. */
  readonly packets?: number
}

/** In the order in which a packet meets them: `input`, or what comes after it. */
export const hooks = ['ingress', 'prerouting', 'input', 'forward', 'postrouting', 'egress'] as const
export type Hook = (typeof hooks)[number]

/** What ties a chain to a hook. */
export interface Base {
  readonly hook: Hook
  readonly type: 'filter' | 'nat' | 'route'
  /** Lower ones come first. */
  readonly priority: number
  readonly policy: 'accept' | 'drop'
  /** Of `ingress` and `egress`: the devices it hangs on; a name may end in `*`. */
  readonly devices: readonly string[]
}

export interface Chain {
  readonly name: string
  /** Null: reached by jumps only. */
  readonly base: Base | null
  readonly rules: readonly Rule[]
}

export const tableFamilies = ['ip', 'ip6', 'inet', 'netdev', 'arp', 'bridge'] as const
export type TableFamily = (typeof tableFamilies)[number]

export interface Table {
  readonly family: TableFamily
  readonly name: string
  readonly chains: ReadonlyMap<string, Chain>
  /** Whose rules these are; left out: nft's. Those of iptables-legacy are numbered within their chain. */
  readonly tool?: 'iptables-nft' | 'iptables-legacy'
}

export interface Ruleset {
  /** As the kernel lists them: in the order in which they were made. */
  readonly tables: readonly Table[]
  /** Every chain of a table is older than all of the next table: it was loaded as a whole. */
  readonly loadedAsListed?: boolean
}
