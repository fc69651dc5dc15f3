// Groups of sources stand for all of theirs: each single address of a small world is judged, and compared with what the groups say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../firewall/judge.ts'
import type { Packet } from '../firewall/packet.ts'
import type { Chain, Element, Interval, Rule, Ruleset, Step, Verdict } from '../firewall/ruleset.ts'
import { Sources } from '../firewall/source-groups.ts'
import type { Surroundings } from '../firewall/surroundings.ts'
import { testMachine } from '../firewall/test-machine.ts'
import type { Listener } from '../model/listener.ts'
import { exposureOf } from './exposure.ts'
import { FirewallView } from './firewall-view.ts'

const network = 10n << 24n
const self = network + 9n
const outside = 203n << 24n
const far = 64n
const surroundings: Surroundings = {
  networks: [{ device: 'eth0', family: 4, first: network, last: network + 31n }],
  own: [{ family: 4, address: self }],
  // Half of the far ones have a way of their own.
  boundaries: () => [outside, outside + far / 2n],
  otherWays: (_, address) => (address >= outside && address < outside + far / 2n ? ['eth2'] : []),
}
const machine = testMachine([self], {
  isOwn: (_, address) => address === self || address >> 24n === 127n,
  egressTo: (_, address) => (address < network + 32n ? 'eth0' : 'eth1'),
})

const ports = [22, 80, 8080] as const
const port = fc.constantFrom(...ports)
const base = fc.constantFrom(network, outside)
const interval = fc
  .tuple(base, fc.nat(63), fc.nat(63))
  .map(([start, a, b]): Interval => [start + BigInt(Math.min(a, b)), start + BigInt(Math.max(a, b))])
const single = fc.tuple(base, fc.nat(31)).map(([start, a]): Interval => [start + BigInt(a), start + BigInt(a)])
const intervals = fc.array(fc.oneof(interval, single), { minLength: 1, maxLength: 3 })
const elementsOf = (all: readonly Interval[]): readonly Element[] => all.map((each) => [each])
const negated = fc.boolean()
const exactly = (value: number): Interval => [BigInt(value), BigInt(value)]

const fromSome = fc.record({ intervals, negated }).map(({ intervals: all, negated: not }): Step => {
  return { kind: 'match', key: [{ field: 'ip saddr' }], elements: elementsOf(all), negated: not }
})
const fromNetwork = fc
  .record({ base, bits: fc.integer({ min: 1, max: 6 }), negated })
  .map(({ base, bits, negated }): Step => {
    const mask = 0xffff_ffffn & ~((1n << BigInt(bits)) - 1n)
    return { kind: 'match', key: [{ field: 'ip saddr', mask }], elements: [[[base & mask, base & mask]]], negated }
  })
const fromBits: fc.Arbitrary<Step> = fc.constant({
  ...{ kind: 'match', key: [{ field: 'ip saddr', mask: 1n }], elements: [[[1n, 1n]]], negated: false },
})
const toPort = fc.record({ port, negated }).map(({ port, negated }): Step => {
  return { kind: 'match', key: [{ field: 'tcp dport' }], elements: [[exactly(port)]], negated }
})
const both = fc.array(fc.tuple(single, port), { minLength: 1, maxLength: 4 }).map((all): Step => {
  const elements = all.map(([from, to]): Element => [from, exactly(to)])
  return { kind: 'match', key: [{ field: 'ip saddr' }, { field: 'tcp dport' }], elements, negated: false }
})
const marked: Step = { kind: 'match', key: [{ field: 'meta mark' }], elements: [[[1n, 1n]]], negated: false }
const fromLowPort: Step = { kind: 'match', key: [{ field: 'tcp sport' }], elements: [[[53n, 53n]]], negated: false }
const byDevice: Step = { kind: 'match', key: [{ field: 'meta iifname' }], elements: [['eth2']], negated: false }
const turn: Step = { kind: 'assign', field: 'meta mark', value: 1n, kept: 0xffff_ffffn }
const question = fc.oneof(
  ...[fromSome, fromSome, fromNetwork, toPort, both].map((arbitrary) => ({ weight: 6, arbitrary })),
  ...[marked, fromLowPort, byDevice, turn].map((step) => ({ weight: 1, arbitrary: fc.constant<Step>(step) })),
  { weight: 1, arbitrary: fromBits },
)
const verdictOf = (chains: readonly string[]) =>
  fc.oneof(
    fc.constantFrom<Verdict>({ kind: 'accept' }, { kind: 'drop' }, { kind: 'return' }, { kind: 'continue' }),
    ...chains.map((chain) => fc.constantFrom<Verdict>({ kind: 'jump', chain }, { kind: 'goto', chain })),
  )
const endOf = (chains: readonly string[]): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 4, arbitrary: verdictOf(chains).map((verdict): Step => ({ kind: 'verdict', verdict })) },
    fc.array(fc.tuple(interval, verdictOf(chains)), { minLength: 1, maxLength: 1 }).map((all): Step => {
      const entries = all.map(([each, value]) => ({ element: [each], value }))
      return { kind: 'verdictMap', key: [{ field: 'ip saddr' }], entries }
    }),
    fc.constant(turn),
  )

let handle = 0
const ruleOf = (steps: readonly Step[]): Rule => {
  handle += 1
  return { handle, steps, tracks: [4], text: `rule ${handle}` }
}
/** Neighbours often differ in their sources alone. */
const rules = (chains: readonly string[]) =>
  fc
    .array(
      fc.tuple(
        fc.array(question, { maxLength: 3 }),
        endOf(chains),
        fc.array(fc.oneof(fromSome, fromNetwork), { maxLength: 3 }),
      ),
      { maxLength: 6 },
    )
    .map((all) =>
      all.flatMap(([asks, end, sources]) => [
        ruleOf([...asks, end]),
        ...sources.map((from) => ruleOf([from, ...asks.filter(({ kind }) => kind === 'match').slice(1), end])),
      ]),
    )
const redirects = fc.array(fc.tuple(fc.option(fromSome, { nil: null }), port, port), { maxLength: 3 }).map((all) =>
  all.map(([from, asked, to]) => {
    const at: Step = { kind: 'match', key: [{ field: 'tcp dport' }], elements: [[exactly(asked)]], negated: false }
    const lead: Step = { kind: 'translate', to: { address: 'self', port: to }, family: null }
    return ruleOf([...(from === null ? [] : [from]), at, lead])
  }),
)
const policy = fc.constantFrom('accept' as const, 'drop' as const)

const ruleset = fc
  .record({ redirects, policy, input: rules(['one', 'two']), one: rules(['two']), two: rules([]) })
  .map(({ redirects, policy, input, one, two }): Ruleset => {
    const chains: Chain[] = [
      {
        name: 'nat',
        base: { hook: 'prerouting', type: 'nat', priority: -100, policy: 'accept', devices: [] },
        rules: redirects,
      },
      { name: 'input', base: { hook: 'input', type: 'filter', priority: 0, policy, devices: [] }, rules: input },
      { name: 'one', base: null, rules: one },
      { name: 'two', base: null, rules: two },
    ]
    return { tables: [{ family: 'inet', name: 't', chains: new Map(chains.map((each) => [each.name, each])) }] }
  })

const packetFrom = (source: bigint, ingress: string, destinationPort: number, sourcePort: number | null): Packet => ({
  ...{ family: 4, transport: 'tcp', source, destination: self, destinationPort, sourcePort, ingress },
})
const near = Array.from({ length: 30 }, (_, i) => network + BigInt(i) + 1n).filter((address) => address !== self)
const away = Array.from({ length: Number(far) }, (_, i) => outside + BigInt(i))
const everybody: readonly (readonly [bigint, string])[] = [
  ...near.map((address) => [address, 'eth0'] as const),
  ...away.map((address) => [address, 'eth1'] as const),
  ...away.slice(0, Number(far) / 2).map((address) => [address, 'eth2'] as const),
]

const from = (first: bigint, last = first, negated = false): Step => ({
  ...{ kind: 'match', key: [{ field: 'ip saddr' }], elements: [[[first, last]]], negated },
})
const at = (to: number): Step => ({
  ...{ kind: 'match', key: [{ field: 'tcp dport' }], elements: [[exactly(to)]], negated: false },
})
const then = (verdict: Verdict): Step => ({ kind: 'verdict', verdict })
const [accept, drop] = [then({ kind: 'accept' }), then({ kind: 'drop' })]
const set: Step = { kind: 'assign', field: 'meta mark', value: 1n }
const many: readonly Element[] = Array.from({ length: 70_000 }, (_, i) => {
  const address = (1n << 24n) + 2n * BigInt(i)
  return [[address, address]]
})

function exposureBy(
  port: number,
  input: readonly (readonly Step[])[],
  { nat = [], one = [] }: { readonly nat?: readonly Step[]; readonly one?: readonly (readonly Step[])[] } = {},
) {
  const base = { type: 'filter', priority: 0, policy: 'drop', devices: [] } as const
  const chains: readonly Chain[] = [
    {
      ...{ name: 'nat', rules: nat.length === 0 ? [] : [ruleOf(nat)] },
      base: { ...base, hook: 'prerouting', type: 'nat', policy: 'accept' },
    },
    { name: 'input', base: { ...base, hook: 'input' }, rules: input.map(ruleOf) },
    { name: 'one', base: null, rules: one.map(ruleOf) },
  ]
  const named = new Map(chains.map((each) => [each.name, each]))
  const all: Ruleset = { tables: [{ family: 'inet', name: 't', chains: named }] }
  const firewall = new FirewallView({ ruleset: all, machine, surroundings, ufw: [] }).answers({
    ...{ address: '10.0.0.9', transport: 'tcp', port },
  })
  const listener = { address: '10.0.0.9', bind: 'interface', interface: null, netns: null } as Listener
  return exposureOf({ address: '10.0.0.9', listener, selfState: null, firewall, outside: [] })
}

describe('who gets in is found', () => {
  it('by a rule that asks for the port that a translation gives', () => {
    const lead: Step = { kind: 'translate', to: { address: 'self', port: 8080 }, family: null }
    const { exposure, why } = exposureBy(80, [[from(outside + 7n), at(8080), accept]], { nat: [at(80), lead] })
    expect(exposure).toBe('forwarded')
    expect(why).toContain('but from 203.0.0.7 by eth1 and 203.0.0.7 by eth2: led to 10.0.0.9:8080')
  })

  it('by neighbouring rules that ask who is not among them', () => {
    const others = [from(outside, outside + 63n, true), drop]
    const { exposure } = exposureBy(22, [others, [from(outside + 8n, outside + 15n, true), drop], [accept]])
    expect(exposure).toBe('exposed')
  })

  it('by neighbouring rules that change what is asked of whom both are for', () => {
    const jump = then({ kind: 'jump', chain: 'one' })
    const input = [
      [from(outside, outside + 63n), jump],
      [from(outside + 8n, outside + 15n), jump],
    ]
    expect(exposureBy(22, input, { one: [[marked, accept], [set]] }).exposure).toBe('exposed')
  })

  it('by a mark that a rule for another port has set', () => {
    expect(
      exposureBy(22, [
        [from(outside + 7n), set, at(80), drop],
        [marked, accept],
      ]).exposure,
    ).toBe('exposed')
  })

  it('by the port that the sender picks', () => {
    const { exposure, why } = exposureBy(22, [[from(outside + 7n), fromLowPort, accept]])
    expect(exposure).toBe('exposed')
    expect(why).toContain('but from 203.0.0.7 by eth1 with source port 53')
    expect(exposureBy(22, [[fromLowPort, accept]]).why).toContain('anywhere by eth1 with source port 53')
  })

  it('by another device than the one that the answers leave by', () => {
    const { exposure, why } = exposureBy(22, [[byDevice, from(outside, outside + 63n), accept]])
    expect(exposure).toBe('exposed')
    expect(why).toContain('from anywhere by eth2: yes')
  })

  it('behind a long list of others', () => {
    const list: Step = { kind: 'match', key: [{ field: 'ip saddr' }], elements: many, negated: false }
    expect(
      exposureBy(22, [
        [list, drop],
        [from(network, network + 31n), accept],
      ]).exposure,
    ).toBe('exposed')
  })

  it('on a loopback address, by neighbours of a device that takes such packets', () => {
    const answers = (routesLoopback: boolean, input: readonly Rule[]) => {
      const base = { hook: 'input', type: 'filter', priority: 0, policy: 'accept', devices: [] } as const
      const chains = new Map([['input', { name: 'input', base, rules: input }]])
      const all: Ruleset = { tables: [{ family: 'inet', name: 't', chains }] }
      const view = new FirewallView({
        ...{ ruleset: all, machine: { ...machine, routesLoopback: () => routesLoopback }, surroundings, ufw: [] },
      })
      const firewall = view.answers({ address: '127.0.0.1', transport: 'tcp', port: 22 })
      const listener = { address: '127.0.0.1', bind: 'loopback', interface: null, netns: null } as Listener
      return exposureOf({ address: '127.0.0.1', listener, selfState: 'open', firewall, outside: [] })
    }
    expect(answers(false, []).exposure).toBe('local-only')
    expect(answers(true, [ruleOf([drop])]).exposure).toBe('local-only')
    expect(answers(true, [])).toEqual({
      ...{ exposure: 'exposed', why: 'bound to loopback; from 10.0.0.0/27 (eth0): yes (policy of inet t input)' },
    })
  })

  it('not to be at a listener whose address is not here now', () => {
    const view = new FirewallView({
      ...{ ruleset: { tables: [] }, machine: { ...machine, forwards: () => true }, surroundings, ufw: [] },
    })
    const firewall = view.answers({ address: '10.0.0.7', transport: 'tcp', port: 22 })
    const listener = { address: '10.0.0.7', bind: 'interface', interface: null, netns: null } as Listener
    const { exposure } = exposureOf({ address: '10.0.0.7', listener, selfState: null, firewall, outside: [] })
    expect(exposure).toBe('forwarded')
  })

  it('or said not to be known', () => {
    const apart = Array.from({ length: 100 }, (_, i) => [
      ...[from(outside + BigInt(2 * i)), { kind: 'limit', over: true, text: String(i) } as const, accept],
    ])
    expect(exposureBy(22, apart).exposure).toBe('unknown')
    const bits: Step = { kind: 'match', key: [{ field: 'ip saddr', mask: 2n }], elements: [[[2n, 2n]]], negated: false }
    expect(exposureBy(22, [[at(80), bits, accept]]).exposure).toBe('blocked')
    expect(exposureBy(80, [[from(outside), at(80), bits, drop]]).exposure).toBe('unknown')
  })
})

describe('what is said of groups of sources', () => {
  it('holds for each of them', () => {
    let exceptions = 0
    fc.assert(
      fc.property(ruleset, port, (all, to) => {
        const { groups, untold } = new Sources(all, machine, surroundings, 4).groupsFor('tcp', to)
        const outcome = (source: bigint, ingress: string) => {
          const { verdict, destinationPort } = judge(all, machine, packetFrom(source, ingress, to, null))
          return `${verdict} ${destinationPort}`
        }
        exceptions += groups.length > 4 ? 1 : 0
        for (const [source, ingress] of untold.length > 0 ? [] : everybody) {
          const isOfIt = groups.filter(
            (group) =>
              group.ingress === ingress &&
              group.parts.some(({ spans }) => spans.some(({ first, last }) => first <= source && source <= last)),
          )
          expect(isOfIt).toHaveLength(1)
          expect(outcome(source, ingress)).toBe(outcome(isOfIt[0]!.representative, ingress))
        }
      }),
      { numRuns: 150 },
    )
    expect(exceptions).toBeGreaterThan(50)
  })

  it('is never that a port is blocked into which anybody gets, by whatever port of his own', () => {
    let blocked = 0
    fc.assert(
      fc.property(ruleset, port, (all, to) => {
        const view = new FirewallView({ ruleset: all, machine, surroundings, ufw: [] })
        const firewall = view.answers({ address: '10.0.0.9', transport: 'tcp', port: to })
        const { exposure } = exposureOf({ address: '10.0.0.9', listener: null, selfState: null, firewall, outside: [] })
        if (exposure !== 'blocked') return
        blocked += 1
        for (const [source, ingress] of everybody)
          for (const sourcePort of [null, 53, 600])
            expect(judge(all, machine, packetFrom(source, ingress, to, sourcePort)).verdict).not.toBe('accept')
      }),
      { numRuns: 150 },
    )
    expect(blocked).toBeGreaterThan(5)
  })
})

describe('addresses that neither rules nor routing tell apart', () => {
  const second = self + 1n
  const text = (address: bigint) => `10.0.0.${address - network}`
  const two = { ...machine, isOwn: (_: unknown, address: bigint) => address === self || address === second }
  const toSecond: Step = { kind: 'match', key: [{ field: 'ip daddr' }], elements: [[[second, second]]], negated: false }
  const viewOf = (all: Ruleset, more: Partial<typeof two> = {}) =>
    new FirewallView({ ruleset: all, machine: { ...two, ...more }, surroundings, ufw: [] })
  const answersAt = (view: FirewallView, address: bigint, to: number) =>
    view.answers({ address: text(address), transport: 'tcp', port: to })

  it('have one answer, which is judged once', () => {
    const view = viewOf({ tables: [] })
    expect(answersAt(view, second, 22)).toBe(answersAt(view, self, 22))
    const routed = viewOf({ tables: [] }, { looksAtDestination: () => true })
    expect(answersAt(routed, second, 22)).not.toBe(answersAt(routed, self, 22))
  })

  it('are answered as each of them is alone', () => {
    let [shared, apart] = [0, 0]
    fc.assert(
      fc.property(ruleset, port, fc.nat(5), fc.boolean(), (all, to, at, isAsked) => {
        const [table] = all.tables
        const input = table!.chains.get('input')!
        const rules = isAsked ? input.rules.toSpliced(at, 0, ruleOf([toSecond, drop])) : input.rules
        const chains = new Map([...table!.chains, ['input', { ...input, rules }]])
        const changed: Ruleset = { tables: [{ ...table!, chains }] }
        const view = viewOf(changed)
        const [first, other] = [answersAt(view, self, to), answersAt(view, second, to)]
        expect(other).toEqual(answersAt(viewOf(changed), second, to))
        if (first === other) shared += 1
        else apart += 1
      }),
      { numRuns: 100 },
    )
    expect([shared > 10, apart > 10]).toEqual([true, true])
  })
})
