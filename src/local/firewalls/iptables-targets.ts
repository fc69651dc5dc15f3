import type { Destination, NewMark, Step, Verdict } from '../../firewall/ruleset.ts'
import { type Family, highest } from '../../lib/address.ts'
import type { Context } from './iptables-matches.ts'
import { addressOf, numberOf, portOf, rangeOf, wordOf } from './iptables-values.ts'
import type { Option } from './iptables-words.ts'
import { Unread } from './nft-values.ts'

interface Target {
  readonly name: string
  readonly options: readonly Option[]
  readonly forGood: boolean
}

/** What a target does (iptables-extensions(8)). Never throws: of what cannot be read anything may come (`elsewhere`). */
export function stepsOfTarget(
  target: Target,
  chains: { has(name: string): boolean },
  { family }: Context,
): readonly Step[] {
  const { name, options, forGood } = target
  if (forGood || chains.has(name)) return [verdict({ kind: forGood ? 'goto' : 'jump', chain: name })]
  if (harmless.has(name)) return []
  try {
    if (!Object.hasOwn(targets, name)) throw new Unread('')
    return [targets[name]!(options, family)].flat()
  } catch (error) {
    if (!(error instanceof Unread)) throw error
    return [verdict({ kind: 'elsewhere', what: `${name} ${error.message}`.trim() })]
  }
}

/** They let a packet go on, and change nothing that its way depends on. */
const harmless: ReadonlySet<string> = new Set([
  ...['LOG', 'NFLOG', 'ULOG', 'TRACE', 'AUDIT', 'CHECKSUM', 'CLASSIFY', 'SECMARK', 'CONNSECMARK', 'DSCP', 'TOS', 'TTL'],
  ...['HL', 'ECN', 'TCPMSS', 'TCPOPTSTRIP', 'IDLETIMER', 'LED', 'RATEEST', 'TEE', 'SET'],
])

type Read = (options: readonly Option[], family: Family) => Step | readonly Step[]

const verdict = (each: Verdict): Step => ({ kind: 'verdict', verdict: each })

const targets: Readonly<Record<string, Read>> = {
  ACCEPT: () => verdict({ kind: 'accept' }),
  DROP: () => verdict({ kind: 'drop' }),
  RETURN: () => verdict({ kind: 'return' }),
  REJECT: (options) => verdict({ kind: 'reject', how: textOf(options, '--reject-with') ?? 'icmp-port-unreachable' }),
  DNAT: (options, family) => translation(destinationOf(textOf(options, '--to-destination') ?? '', family)),
  REDIRECT: (options) => {
    const ports = textOf(options, '--to-ports')
    return translation({ address: 'self', port: ports === null ? null : onePort(ports) })
  },
  SNAT: () => anotherSource,
  MASQUERADE: () => anotherSource,
  MARK: (options) => ({ kind: 'assign', field: 'meta mark', ...newMark(textOf(options, '--set-xmark')) }),
  CONNMARK: (options) => connectionMark(options),
  NOTRACK: () => ({ kind: 'untracked' }),
  CT: (options) => (options.some(({ name }) => name === '--notrack') ? { kind: 'untracked' } : []),
}

const anotherSource: Step = { kind: 'translate', to: 'another source', family: null }

function translation(to: Destination): Step {
  return { kind: 'translate', to, family: null }
}

function textOf(options: readonly Option[], name: string): string | null {
  const option = options.find((each) => each.name === name)
  return option === undefined ? null : wordOf(option)
}

/** `10.0.0.1`, `10.0.0.1:80`, `:80`, `fd00::1` or `[fd00::1]:80`. @throws Unread where it may be one of several */
function destinationOf(text: string, family: Family): Destination {
  const [, address, ports] = (family === 4 ? /^([^:]*)(?::(.*))?$/ : /^\[?([^\]]*)(?:\]:(.*)|\])?$/).exec(text) ?? []
  if (address === undefined) throw new Unread(text)
  return {
    address: address === '' ? null : oneAddress(address, family),
    port: ports === undefined ? null : onePort(ports),
  }
}

function oneAddress(text: string, family: Family): bigint {
  const [first, last] = rangeOf(text, family)
  if (first !== last) throw new Unread(`to one of ${text}`)
  return addressOf(text.split('-')[0]!, family)
}

function onePort(text: string): number {
  const [first = '', last = first] = text.split('-')
  if (first !== last) throw new Unread(`to one of the ports ${text}`)
  return portOf(first)
}

/** `0x1/0xff`: bits that are cleared, and then those that are turned over (net/netfilter/xt_mark.c, mark_tg). */
function newMark(text: string | null): NewMark {
  if (text === null) throw new Unread('of no mark')
  const [value = '', mask = '0xffffffff'] = text.split('/')
  return { value: numberOf(value), kept: highest[4] & ~numberOf(mask) }
}

function connectionMark(options: readonly Option[]): Step {
  const names = new Set(options.map(({ name }) => name))
  if (names.has('--restore-mark')) return { kind: 'assign', field: 'meta mark', value: null }
  if (names.has('--save-mark')) return { kind: 'assign', field: 'ct mark', value: null }
  return { kind: 'assign', field: 'ct mark', ...newMark(textOf(options, '--set-xmark')) }
}
