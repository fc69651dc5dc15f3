import { ctStates, ctStatuses, packetTypes, routeTypes, stateAndStatus, tcpFlags } from '../../firewall/fields.ts'
import type { Element, Interval, Step } from '../../firewall/ruleset.ts'
import type { Family } from '../../lib/address.ts'
import { isInSet } from './ipset-elements.ts'
import type { IpSets } from './ipset-save.ts'
import {
  isIn,
  isInNetwork,
  isMarked,
  isProtocol,
  match,
  never,
  numberOf,
  portsOf,
  rangeOf,
  unknown,
  wordOf,
} from './iptables-values.ts'
import type { Extension, Option } from './iptables-words.ts'
import { Unread } from './nft-values.ts'

export interface Context {
  readonly family: Family
  readonly sets: IpSets
}

/**
 * What a match asks (iptables-extensions(8)). Never throws: what cannot be read is `unknown`. None of its steps changes anything, so it does
 * not matter which comes first.
 */
export function stepsOfMatch({ name, options }: Extension, context: Context): readonly Step[] {
  if (!Object.hasOwn(matches, name)) return [unknown(`-m ${name}`)]
  return orUnknown(`-m ${name}`, () => matches[name]!(options, context))
}

/** What is asked of the packet itself. Never throws. */
export function stepsOfPacket(options: readonly Option[], context: Context): readonly Step[] {
  return options.flatMap((option) => orUnknown(option.name, () => each(packetOptions)([option], context)))
}

function orUnknown(what: string, read: () => readonly Step[]): readonly Step[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unread) return [unknown(`${what} ${error.message}`.trim())]
    throw error
  }
}

type ReadOptions = (options: readonly Option[], context: Context) => readonly Step[]
type ReadOption = (option: Option, context: Context) => Step | readonly Step[]

/** Of a match whose options each are a question of their own. */
function each(readers: Readonly<Record<string, ReadOption>>): ReadOptions {
  return (options, context) =>
    options.flatMap((option) => {
      if (!Object.hasOwn(readers, option.name)) throw new Unread(option.name)
      return readers[option.name]!(option, context)
    })
}

const field = (family: Family, name: 'saddr' | 'daddr') => `${family === 4 ? 'ip' : 'ip6'} ${name}` as const
const address =
  (name: 'saddr' | 'daddr'): ReadOption =>
  (option, { family }) =>
    isInNetwork(field(family, name), wordOf(option), family, option.isNegated)
const range =
  (name: 'saddr' | 'daddr'): ReadOption =>
  (option, { family }) =>
    isIn(field(family, name), [rangeOf(wordOf(option), family)], option.isNegated)
const device =
  (name: 'meta iifname' | 'meta oifname'): ReadOption =>
  (option) =>
    match([{ field: name }], [[wordOf(option).replace(/\+$/, '*')]], option.isNegated)
const ports =
  (name: 'tcp sport' | 'tcp dport' | 'udp sport' | 'udp dport'): ReadOption =>
  (option) =>
    isIn(name, [portsOf(wordOf(option))], option.isNegated)
const listed =
  (name: 'th sport' | 'th dport'): ReadOption =>
  (option) =>
    isIn(name, wordOf(option).split(',').map(portsOf), option.isNegated)

const packetOptions: Readonly<Record<string, ReadOption>> = {
  '-p': (option) => isProtocol(wordOf(option), option.isNegated),
  '-s': address('saddr'),
  '-d': address('daddr'),
  '-i': device('meta iifname'),
  '-o': device('meta oifname'),
  // A later fragment: what opens a connection is none.
  '-f': ({ isNegated }) => (isNegated ? [] : never),
}

/** Of protocols and headers that packets of TCP and UDP do not have; to the kernel all that they ask for is then missing. */
const absent = ['icmp', 'icmp6', 'sctp', 'dccp', 'esp', 'ah', 'ipcomp', 'rt', 'frag', 'hbh', 'dst', 'mh']

const matches: Readonly<Record<string, ReadOptions>> = {
  ...Object.fromEntries(absent.map((name) => [name, () => [never]])),
  comment: () => [],
  tcp: each({
    '--sport': ports('tcp sport'),
    '--dport': ports('tcp dport'),
    '--tcp-flags': (option) => flags(option.words, option.isNegated),
    '--syn': (option) => flags(['FIN,SYN,RST,ACK', 'SYN'], option.isNegated),
  }),
  udp: each({ '--sport': ports('udp sport'), '--dport': ports('udp dport') }),
  multiport: each({
    '--sports': listed('th sport'),
    '--dports': listed('th dport'),
    '--ports': (option) => {
      const intervals = wordOf(option).split(',').map(portsOf)
      const either = intervals.flatMap((interval): Element[] => [
        [interval, true],
        [true, interval],
      ])
      return match([{ field: 'th sport' }, { field: 'th dport' }], either, option.isNegated)
    },
  }),
  state: each({ '--state': states }),
  conntrack: connection,
  addrtype: addressTypes,
  iprange: each({ '--src-range': range('saddr'), '--dst-range': range('daddr') }),
  mark: each({ '--mark': (option) => isMarked('meta mark', wordOf(option), option.isNegated) }),
  connmark: each({ '--mark': (option) => isMarked('ct mark', wordOf(option), option.isNegated) }),
  pkttype: each({
    '--pkt-type': (option) => {
      const type = lookUp(packetTypes, wordOf(option).toLowerCase())
      return isIn('meta pkttype', [[type, type]], option.isNegated)
    },
  }),
  set: (options, context) =>
    each({
      '--match-set': ({ words: [name = '', directions = ''], isNegated }) =>
        isInSet(context.sets, { name, directions: directions.split(','), family: context.family, isNegated }),
      // It asks for nothing: whether the counters of the set count on.
      '--update-counters': () => [],
    })(options, context),
  // net/netfilter/xt_owner.c, owner_mt: what comes in has no socket yet, and only a negated question is met by that.
  owner: (options) => (options.every(({ isNegated }) => isNegated) ? [] : [never]),
  rpfilter: wayBack,
  limit: (options) => [{ kind: 'limit', over: false, text: `fewer than ${rateOf(options, '--limit')} such packets` }],
  hashlimit: (options) => {
    const over = options.some(({ name }) => name === '--hashlimit-above')
    const rate = rateOf(options, over ? '--hashlimit-above' : '--hashlimit-upto')
    return [{ kind: 'limit', over, text: `fewer than ${rate} such packets of each sender` }]
  },
  connlimit: (options) => {
    const above = options.find(({ name }) => name === '--connlimit-above')
    const most = numberOf(wordOf(above ?? find(options, '--connlimit-upto')))
    const over = (above !== undefined) !== (most === 0n)
    return [{ kind: 'limit', over, text: 'the number of connections stays within its limit' }]
  },
  recent: seenBefore,
}

function find(options: readonly Option[], name: string): Option {
  const found = options.find((option) => option.name === name)
  if (found === undefined) throw new Unread(`without ${name}`)
  return found
}

function lookUp(names: Readonly<Record<string, bigint>>, name: string): bigint {
  if (!Object.hasOwn(names, name)) throw new Unread(`"${name}"`)
  return names[name]!
}

function bitsOf(names: Readonly<Record<string, bigint>>, text: string): bigint {
  return text.split(',').reduce((bits, name) => bits | lookUp(names, name.toLowerCase()), 0n)
}

const flagNames = { ...tcpFlags, none: 0n, all: 0x3fn }

function flags([mask = '', set = '']: readonly string[], isNegated: boolean): Step {
  const bits = bitsOf(flagNames, set)
  return match([{ field: 'tcp flags', mask: bitsOf(flagNames, mask) }], [[[bits, bits]]], isNegated)
}

/** net/netfilter/xt_conntrack.c, conntrack_mt: DNAT and SNAT are asked for among the states. */
const stateNames = {
  ...ctStates,
  dnat: stateAndStatus(0n, ctStatuses.dnat!),
  snat: stateAndStatus(0n, ctStatuses.snat!),
}

function states(option: Option): Step {
  const bits = bitsOf(stateNames, wordOf(option))
  return { kind: 'anyBit', key: { field: 'ct state or status' }, bits, negated: option.isNegated }
}

const statusNames = { none: 0n, expected: 1n, seen_reply: 2n, assured: 4n, confirmed: 8n }
const directions = { original: 0n, reply: 1n }

const origin =
  (name: 'saddr' | 'daddr'): ReadOption =>
  (option, { family }) =>
    isInNetwork(`ct original ${field(family, name)}`, wordOf(option), family, option.isNegated)
const originPorts =
  (name: 'proto-src' | 'proto-dst'): ReadOption =>
  (option) =>
    isIn(`ct original ${name}`, [portsOf(wordOf(option))], option.isNegated)

const ofConnection = each({
  '--ctstate': states,
  '--ctproto': (option) => isProtocol(wordOf(option), option.isNegated),
  '--ctorigsrc': origin('saddr'),
  '--ctorigdst': origin('daddr'),
  '--ctorigsrcport': originPorts('proto-src'),
  '--ctorigdstport': originPorts('proto-dst'),
  '--ctstatus': (option) => ({
    kind: 'anyBit',
    key: { field: 'ct status' },
    bits: bitsOf(statusNames, wordOf(option)),
    negated: option.isNegated,
  }),
  '--ctdir': (option) => {
    const direction = lookUp(directions, wordOf(option).toLowerCase())
    return isIn('ct direction', [[direction, direction]], option.isNegated)
  },
})

/** The same: without a connection nothing is asked but for the state, and where that is not asked for nothing holds. */
function connection(options: readonly Option[], context: Context): readonly Step[] {
  const steps = ofConnection(options, context)
  const state = options.find(({ name }) => name === '--ctstate')
  if (state === undefined) return [match([{ field: 'ct direction' }], [[true]], false), ...steps]
  const holdsWithout = /\b(?:INVALID|UNTRACKED)\b/i.test(wordOf(state)) !== state.isNegated
  if (holdsWithout && steps.length > 1) throw new Unread('with a state of no connection')
  return steps
}

function addressTypes(options: readonly Option[], context: Context): readonly Step[] {
  const ofDevice = options.find(({ name }) => name === '--limit-iface-in' || name === '--limit-iface-out')
  if (ofDevice !== undefined) throw new Unread(ofDevice.name)
  const type =
    (of: 'saddr' | 'daddr'): ReadOption =>
    (option) => {
      const types = wordOf(option).split(',')
      // net/netfilter/xt_addrtype.c, match_type6: several types of IPv6 are asked for in another way.
      if (context.family === 6 && types.join() !== 'LOCAL') throw new Unread(option.words.join(' '))
      const intervals = types.map((name): Interval => {
        const number = lookUp(routeTypes, name.toLowerCase())
        return [number, number]
      })
      return isIn(`fib ${of} type`, intervals, option.isNegated)
    }
  return each({ '--src-type': type('saddr'), '--dst-type': type('daddr') })(options, context)
}

/** net/ipv4/netfilter/ipt_rpfilter.c, rpfilter_mt */
function wayBack(options: readonly Option[]): readonly Step[] {
  const names = new Set(options.map(({ name }) => name))
  const isThere = names.delete('--invert') ? 0n : 1n
  const byMark = names.delete('--validmark')
  const [more] = names
  if (more !== undefined) throw new Unread(more)
  return [isIn(byMark ? 'fib saddr . mark . iif oif' : 'fib saddr . iif oif', [[isThere, isThere]])]
}

/** `3/min`; of bytes (`10kb/s`) one packet may be too many. */
function rateOf(options: readonly Option[], name: string): string {
  const rate = wordOf(find(options, name))
  if (!/^\d+\/[a-z]+$/.test(rate)) throw new Unread(rate)
  return rate
}

/** net/netfilter/xt_recent.c, recent_mt: who is written down always is; who is asked for has to be there, and so often. */
function seenBefore(options: readonly Option[]): readonly Step[] {
  const set = options.find(({ name }) => name === '--set')
  if (set !== undefined) return set.isNegated ? [never] : []
  const asked = options.find(({ name }) => name === '--rcheck' || name === '--update')
  const hits = options.find(({ name }) => name === '--hitcount')
  if (asked === undefined || asked.isNegated || hits === undefined || numberOf(wordOf(hits)) < 2n)
    throw new Unread('of who was there before')
  const seconds = options.find(({ name }) => name === '--seconds')
  const within = seconds === undefined ? '' : ` in ${wordOf(seconds)} s`
  return [{ kind: 'limit', over: true, text: `fewer than ${wordOf(hits)} such packets of each sender${within}` }]
}
