import type { Field } from '../../firewall/fields.ts'
import type { Element, Selector, Step } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import type { Dimension, IpSet, IpSets } from './ipset-save.ts'
import { match } from './iptables-values.ts'
import { Unread } from './nft-values.ts'

/** `-m set --match-set name src,dst`, in a table of one family. */
export interface Question {
  readonly name: string
  readonly directions: readonly string[]
  readonly family: Family
  readonly isNegated: boolean
}

/** @throws Unread */
export function isInSet(sets: IpSets, question: Question): Step {
  const { name, isNegated } = question
  const set = sets.get(name)
  if (set === undefined) throw new Unread(`of a set that cannot be read: ${name}`)
  const parts = 'members' in set ? set.members.map((member) => sets.get(member)) : [set]
  const lookUps = parts.flatMap((part) => lookUpOf(part, question))
  const key = lookUps.flatMap((lookUp) => lookUp.key)
  return match(key, lookUps.length === 0 ? [] : spread(lookUps), isNegated)
}

interface LookUp {
  readonly key: readonly Selector[]
  readonly elements: readonly Element[]
}

/** None: it is never in there (net/netfilter/ipset/ip_set_core.c, ip_set_test: of another family, or asked for by too few parts). */
function lookUpOf(set: IpSet | undefined, { name, directions, family }: Question): readonly LookUp[] {
  if (set === undefined) throw new Unread(`of a set that cannot be read: one of ${name}`)
  if ('unknown' in set) throw new Unread(`of ${set.unknown}`)
  if ('members' in set) throw new Unread('of a set of sets of sets')
  if ((set.family !== null && set.family !== family) || directions.length < set.dimensions.length) return []
  const key = set.dimensions.flatMap((dimension, i): Selector[] => {
    const fields = fieldsOf(dimension, directions[i] === 'src', family)
    return fields.map((field) => (set.mask === null || dimension !== 'address' ? { field } : { field, mask: set.mask }))
  })
  return [{ key, elements: set.elements }]
}

function fieldsOf(dimension: Dimension, isSource: boolean, family: Family): readonly Field[] {
  const ip = family === 4 ? 'ip' : 'ip6'
  switch (dimension) {
    case 'address':
      return [isSource ? `${ip} saddr` : `${ip} daddr`]
    case 'port':
      return [isSource ? 'th sport' : 'th dport']
    case 'protocol and port':
      return ['meta l4proto', isSource ? 'th sport' : 'th dport']
    case 'device':
      return [isSource ? 'meta iifname' : 'meta oifname']
  }
}

/** One set after the other: to what one of them asks for the others are indifferent. */
function spread(lookUps: readonly LookUp[]): readonly Element[] {
  if (lookUps.length === 1) return lookUps[0]!.elements
  const anything = (part: readonly LookUp[]): Element => part.flatMap(({ key }) => key.map(() => true as const))
  return lookUps.flatMap(({ elements }, i) => {
    const [before, after] = [anything(lookUps.slice(0, i)), anything(lookUps.slice(i + 1))]
    return elements.map((element) => [...before, ...element, ...after])
  })
}
