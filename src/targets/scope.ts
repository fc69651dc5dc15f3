import { formatAddress } from '../lib/address.ts'
import { AddressSet, withinFamily } from './address-set.ts'
import { type Interfaces, ownAddresses, zonesOf } from './own-addresses.ts'
import { targetWord } from './target-word.ts'
import type { AddressRange } from './types.ts'
import { quote, refusal, type Word } from './word.ts'

/** What may be probed at all, as the configuration file says it. */
export interface Scope {
  /** The file it stands in, for messages. */
  readonly file: string
  /** Nothing else may be probed; undefined allows everything. */
  readonly allow?: readonly Word[] | undefined
  /** Never probed, even where it is allowed. */
  readonly deny: readonly Word[]
}

export interface ScopeGuard {
  permits(set: AddressSet): boolean
  /** Throws UsageError naming the word when some of its addresses may not be probed. */
  check(word: Word, set: AddressSet): void
}

/** Throws UsageError when a word of the scope is wrong. */
export function scopeGuard(scope: Scope, interfaces: Interfaces): ScopeGuard {
  const allowed = scope.allow && scopeSet(scope.allow, interfaces)
  const denied = scopeSet(scope.deny, interfaces)
  const deniedOf = (set: AddressSet) => set.intersection(denied)
  const outsideOf = (set: AddressSet) => (allowed ? set.minus(allowed) : AddressSet.of([]))
  return {
    permits: (set) => deniedOf(set).isEmpty && outsideOf(set).isEmpty,
    check(word, set) {
      const refuse = (first: AddressRange | undefined, why: string) => {
        if (first) throw refusal(word, `${rangeText(first)} is ${why} of ${quote(scope.file)}; nothing was sent`)
      }
      refuse(deniedOf(set).ranges()[0], 'denied by the scope')
      refuse(outsideOf(set).ranges()[0], 'outside the scope')
    },
  }
}

function scopeSet(words: readonly Word[], interfaces: Interfaces): AddressSet {
  return AddressSet.of(words.flatMap((word) => scopeRanges(word, interfaces)))
}

/** A name can be moved to any address by whoever runs its zone, so a scope is made of addresses. */
function scopeRanges(word: Word, interfaces: Interfaces): readonly AddressRange[] {
  const target = targetWord(word, zonesOf(interfaces), false)
  if (target.kind === 'self') return ownAddresses(interfaces)
  if (target.kind === 'ranges') return target.ranges.flatMap(withinFamily)
  throw refusal(word, 'a scope is made of addresses, networks and ranges; a host name can move')
}

function rangeText({ family, first, last, zone }: AddressRange): string {
  const ends = first === last ? [first] : [first, last]
  return ends.map((value) => formatAddress(family, value)).join('–') + (zone === undefined ? '' : `%${zone}`)
}
