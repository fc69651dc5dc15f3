import { type Family, highest } from '../lib/address.ts'
import { agreed, leadsToSame } from './agreement.ts'
import { chainsBelow, ordersOf, priorities, type Station, stationsOf, tracksConnections } from './base-chains.ts'
import type { Traveller, Value } from './field-values.ts'
import type { Field } from './fields.ts'
import type { Judgement, Trace } from './judgement.ts'
import { type Answer, hasAnyBit, isAmong, isElement, not, read } from './match.ts'
import type { Machine, Packet } from './packet.ts'
import type { Chain, Destination, Hook, Key, MapEntry, Rule, Ruleset, Step, Verdict } from './ruleset.ts'

/** Where the answer of a rule cannot be told both ways are gone; after so many of them it is given up. */
const mostForks = 256
/** net/netfilter/nf_tables_core.c, NFT_JUMP_STACK_SIZE. */
const mostJumps = 16

/** A chain that is being walked: the rule and the step of it that come next. */
interface Frame {
  readonly chain: Chain
  rule: number
  step: number
}

/** Where the packet is. Copied where the way forks. */
interface State {
  traveller: Traveller
  hook: Hook
  /** Chains of this hook that are still to come, the next one last. */
  ahead: Station[]
  station: Station | null
  frames: Frame[]
  trail: readonly Trace[]
  assumptions: readonly string[]
}

/**
 * What the kernel does with a packet that comes in from the network: every base chain of its hooks in the order of their priorities,
 * the translation of its destination, the routing decision, then `input`, or `forward` and what follows. Where a rule asks what cannot
 * be told, both answers are followed: when they lead to the same, that is the answer, else it is `unknown`.
 */
export function judge(ruleset: Ruleset, machine: Machine, packet: Packet): Judgement {
  const orders = ordersOf(ruleset, packet)
  const [first, ...others] = (orders ?? [ruleset]).map((order) => new Walk(order, machine, packet).judgement())
  if (first === undefined || first.verdict === 'unknown') return first!
  if (orders !== null && others.every((other) => leadsToSame(other, first))) return agreed([first, ...others])
  const reason = 'chains of several tables have the same priority, and it cannot be told which of them comes first'
  return { ...first, verdict: 'unknown', reason, decidedBy: null }
}

class Walk {
  readonly #ruleset: Ruleset
  readonly #machine: Machine
  readonly #packet: Packet
  readonly #tracks: boolean
  #forks = 0

  constructor(ruleset: Ruleset, machine: Machine, packet: Packet) {
    this.#ruleset = ruleset
    this.#machine = machine
    this.#packet = packet
    this.#tracks = tracksConnections(ruleset, packet.family)
  }

  judgement(): Judgement {
    const packet = this.#packet
    const { destination, destinationPort } = packet
    const fresh = { egress: null, mark: 0n, ctMark: 0n, tracking: 'not yet', translated: false } as const
    const traveller: Traveller = { packet, destination, destinationPort, ...fresh }
    const start = { hook: 'ingress', station: null, trail: [], assumptions: [] } as const
    const state: State = { traveller, ...start, ahead: [], frames: [] }
    const reason = this.#beyondUs(packet)
    return reason === null ? this.#go(this.#enter(state)) : this.#end(state, 'unknown', reason)
  }

  /** Why this packet cannot be judged at all. */
  #beyondUs({ family, source, destination, ingress }: Packet): string | null {
    if (ingress === 'lo') return 'a packet of this machine to itself goes through output and postrouting first'
    if (!this.#isOfOne(family, source) || !this.#isOfOne(family, destination))
      return 'its addresses are not each of one machine'
    const [below] = chainsBelow(this.#ruleset, 'ingress', this.#machine.below(ingress))
    return below === undefined ? null : `chain ${below.name} sees it below ${ingress}`
  }

  #isOfOne(family: Family, address: bigint): boolean {
    return isUnicast(family, address) && !(family === 4 && this.#machine.isBroadcast(address))
  }

  /** Lines up the chains of the hook that it has come to. */
  #enter(state: State): State {
    const { family, ingress } = state.traveller.packet
    return {
      ...state,
      traveller: { ...state.traveller, translated: false },
      ahead: [...stationsOf(this.#ruleset, state.hook, family, ingress)].reverse(),
      station: null,
      frames: [],
    }
  }

  #go(state: State): Judgement {
    for (;;) {
      const frame = state.frames.at(-1)
      if (frame === undefined) {
        const end = this.#toNextChain(state)
        if (end !== null) return end
        continue
      }
      const rule = frame.chain.rules[frame.rule]
      if (rule === undefined) {
        state.frames.pop()
        const end = state.frames.length === 0 ? this.#policy(state) : null
        if (end !== null) return end
        continue
      }
      const step = rule.steps[frame.step]
      if (step === undefined) {
        this.#note(state, rule, 'continue')
        nextRule(frame)
        continue
      }
      frame.step += 1
      const end = this.#take(state, frame, rule, step)
      if (end !== null) return end
    }
  }

  /** Past the last chain of a hook comes the next hook; past the last hook the packet is through. */
  #toNextChain(state: State): Judgement | null {
    const station = state.ahead.pop()
    if (station === undefined) return this.#toNextHook(state)
    if (state.hook !== 'ingress' && station.priority >= priorities.conntrack) this.#track(state)
    // Without a connection nothing is translated, and what has been in this hook is not again.
    const { tracking, translated } = state.traveller
    if (station.base.type === 'nat' && (tracking !== 'tracked' || translated)) return null
    state.station = station
    state.frames = [{ chain: station.chain, rule: 0, step: 0 }]
    return null
  }

  /** The kernel looks for the connection, and finds none: this is its first packet. */
  #track(state: State): void {
    const { traveller } = state
    if (traveller.tracking !== 'not yet' || !this.#tracks) return
    state.traveller = { ...traveller, tracking: 'tracked' }
  }

  #toNextHook(state: State): Judgement | null {
    const { packet } = state.traveller
    switch (state.hook) {
      case 'ingress':
        // net/ipv6/ip6_input.c, ip6_rcv_core; what IPv4 has of it comes with the routing.
        if (packet.family === 6 && (isLoopback(6, packet.source) || isLoopback(6, packet.destination)))
          return this.#end(state, 'drop', 'a loopback address is not reached from outside')
        Object.assign(state, this.#enter({ ...state, hook: 'prerouting' }))
        return null
      case 'prerouting':
        this.#track(state)
        return this.#route(state)
      case 'input':
        return this.#end(state, 'accept', null)
      case 'forward':
        Object.assign(state, this.#enter({ ...state, hook: 'postrouting' }))
        return null
    }
    return this.#leave(state)
  }

  #leave(state: State): Judgement {
    const { packet, egress } = state.traveller
    const at = stationsOf(this.#ruleset, 'egress', packet.family, egress!).map(({ chain }) => chain)
    const [chain] = [...at, ...chainsBelow(this.#ruleset, 'egress', this.#machine.below(egress!))]
    if (chain === undefined) return this.#end(state, 'accept', null)
    return this.#end(state, 'unknown', `chain ${chain.name} sees it as it leaves by ${egress}`)
  }

  #route(state: State): Judgement | null {
    const { packet, destination } = state.traveller
    if (!this.#isOfOne(packet.family, destination)) return this.#end(state, 'unknown', 'it is sent on to many')
    if (isLoopback(packet.family, destination)) {
      if (packet.family === 6) return this.#end(state, 'unknown', 'it is sent on to ::1')
      if (!this.#machine.routesLoopback(packet.ingress))
        return this.#end(state, 'drop', 'a loopback address is not reached from outside')
    }
    const accepts = this.#machine.acceptsFrom(packet.ingress, packet.family, packet.source)
    if (accepts === null) return this.#end(state, 'unknown', 'it is not known whether routing takes packets from there')
    if (!accepts) return this.#end(state, 'drop', `nothing from there is taken that comes in by ${packet.ingress}`)
    if (this.#machine.isOwn(packet.family, destination)) {
      Object.assign(state, this.#enter({ ...state, hook: 'input' }))
      return null
    }
    if (!this.#machine.forwards(packet.family)) return this.#end(state, 'drop', 'this machine does not forward packets')
    const egress = this.#machine.egressTo(packet.family, destination)
    if (egress === null) return this.#end(state, 'unknown', 'it is not known by which device this packet would leave')
    state.traveller = { ...state.traveller, egress }
    Object.assign(state, this.#enter({ ...state, hook: 'forward' }))
    return null
  }

  /** The end of a base chain. */
  #policy(state: State): Judgement | null {
    const { station } = state
    if (station === null) return null
    const { policy } = station.base
    state.trail = [...state.trail, this.#trace(state, null, policy)]
    return policy === 'drop' ? this.#end(state, 'drop', null) : null
  }

  #take(state: State, frame: Frame, rule: Rule, step: Step): Judgement | null {
    switch (step.kind) {
      case 'match':
        return this.#test(state, frame, this.#among(state, step.key, step.elements, step.negated), rule)
      case 'anyBit': {
        const values = this.#read(state, [step.key])
        const answer = values === null || 'unknown' in values ? 'no' : hasAnyBit(values[0]!, step.bits)
        return this.#test(state, frame, values !== null && step.negated ? not(answer) : answer, rule)
      }
      case 'limit':
        state.assumptions = [...state.assumptions, step.text]
        return this.#test(state, frame, step.over ? 'no' : 'yes', rule)
      case 'unknown':
        return this.#test(state, frame, 'perhaps', rule)
      case 'untracked':
        if (state.traveller.tracking === 'not yet') state.traveller = { ...state.traveller, tracking: 'untracked' }
        return null
      case 'assign':
        this.#assign(state, step.field, step.value)
        return null
      case 'verdict':
        return this.#apply(state, frame, rule, step.verdict)
      case 'verdictMap':
        return this.#lookUp(state, frame, rule, step.key, step.entries, (next, at, verdict) =>
          this.#apply(next, at, rule, verdict),
        )
      case 'translate':
        return this.#translate(state, rule, step.to, step.family)
      case 'translateMap':
        return this.#lookUp(state, frame, rule, step.key, step.entries, (next, _, to) =>
          this.#translate(next, rule, to, step.family),
        )
    }
  }

  #read(state: State, key: Key): ReturnType<typeof read> {
    const { packet } = state.traveller
    if (packet.sourcePort === null && !('unknown' in key) && key.some(({ field }) => sourcePorts.has(field)))
      state.assumptions = [...state.assumptions, 'the sender does not pick a port below 1024']
    return read(key, state.traveller, this.#machine)
  }

  #among(state: State, key: Key, elements: Parameters<typeof isAmong>[1], negated: boolean): Answer {
    const values = this.#read(state, key)
    if (values === null) return 'no'
    if ('unknown' in values) return 'perhaps'
    const answer = isAmong(values, elements)
    return negated ? not(answer) : answer
  }

  /** Goes on with the rule, with the next one, or both ways. */
  #test(state: State, frame: Frame, answer: Answer, rule: Rule): Judgement | null {
    if (answer === 'no') nextRule(frame)
    if (answer !== 'perhaps') return null
    const past = copyOf(state)
    nextRule(past.frames.at(-1)!)
    return this.#either(state, rule, [() => this.#go(copyOf(state)), () => this.#go(past)])
  }

  /** The first entry that holds; where several may, each way is gone. None: the rule does not hold. */
  #lookUp<Value>(
    state: State,
    frame: Frame,
    rule: Rule,
    key: Key,
    entries: readonly MapEntry<Value>[],
    found: (state: State, frame: Frame, value: Value) => Judgement | null,
  ): Judgement | null {
    const values = this.#read(state, key)
    const answers = entries.map(({ element }) => answerOf(values, element))
    const sure = answers.indexOf('yes')
    const ways = answers.flatMap((answer, i) => (answer === 'no' || (sure >= 0 && i > sure) ? [] : [i]))
    if (ways.length === 0) {
      nextRule(frame)
      return null
    }
    if (ways.length === 1 && sure >= 0) return found(state, frame, entries[sure]!.value)
    const outcomes = ways.map((i) => () => {
      const next = copyOf(state)
      return found(next, next.frames.at(-1)!, entries[i]!.value) ?? this.#go(next)
    })
    const past = copyOf(state)
    nextRule(past.frames.at(-1)!)
    return this.#either(state, rule, sure >= 0 ? outcomes : [...outcomes, () => this.#go(past)])
  }

  /** What all of these ways lead to, if it is the same. */
  #either(state: State, rule: Rule, ways: readonly (() => Judgement)[]): Judgement {
    this.#forks += 1
    if (this.#forks > mostForks) return this.#end(state, 'unknown', 'too many rules ask what cannot be told')
    const outcomes = ways.map((way) => way())
    const [first] = outcomes
    const same = outcomes.every((each) => leadsToSame(each, first!))
    if (same && first!.verdict !== 'unknown') return agreed(outcomes)
    const known = outcomes.find(({ verdict }) => verdict === 'unknown')
    return known ?? this.#end(state, 'unknown', `it cannot be told whether this holds: ${rule.text}`)
  }

  #assign(state: State, field: 'meta mark' | 'ct mark', value: bigint | null): void {
    const { traveller } = state
    if (field === 'meta mark') state.traveller = { ...traveller, mark: value }
    else if (traveller.tracking === 'tracked') state.traveller = { ...traveller, ctMark: value }
  }

  #apply(state: State, frame: Frame, rule: Rule, verdict: Verdict): Judgement | null {
    switch (verdict.kind) {
      case 'continue':
        return null
      case 'accept':
        this.#note(state, rule, 'accept')
        state.frames = []
        return null
      case 'drop':
        this.#note(state, rule, 'drop')
        return this.#end(state, 'drop', null)
      case 'reject':
        this.#note(state, rule, `reject with ${verdict.how}`)
        return this.#end(state, 'reject', null)
      case 'elsewhere':
        this.#note(state, rule, verdict.what)
        return this.#end(state, 'unknown', `a rule hands it on: ${verdict.what}`)
      case 'return':
        this.#note(state, rule, 'return')
        state.frames.pop()
        return state.frames.length === 0 ? this.#policy(state) : null
    }
    return this.#jump(state, frame, rule, verdict.chain, verdict.kind === 'goto')
  }

  #jump(state: State, frame: Frame, rule: Rule, name: string, forGood: boolean): Judgement | null {
    const chain = state.station?.table.chains.get(name)
    if (chain === undefined || state.frames.length > mostJumps)
      return this.#end(state, 'unknown', `a rule leads to chain ${name}, which cannot be followed`)
    this.#note(state, rule, `${forGood ? 'goto' : 'jump'} ${name}`)
    nextRule(frame)
    if (forGood) frame.rule = frame.chain.rules.length
    state.frames.push({ chain, rule: 0, step: 0 })
    return null
  }

  #translate(state: State, rule: Rule, to: Destination | 'another source', of: Family | null): Judgement | null {
    const { traveller } = state
    const { family, ingress } = traveller.packet
    if (of !== null && of !== family) return null
    if (to === 'another source') {
      state.traveller = { ...traveller, translated: true }
      this.#note(state, rule, 'accept')
      state.frames = []
      return null
    }
    const { address, port } = to
    const destination =
      address === 'self' ? this.#machine.addressOf(ingress, family) : (address ?? traveller.destination)
    if (destination === null)
      return this.#end(state, 'unknown', `${ingress} has no address that a redirect could lead to`)
    state.traveller = {
      ...traveller,
      destination,
      destinationPort: port ?? traveller.destinationPort,
      translated: true,
    }
    this.#note(state, rule, 'destination changed')
    state.frames = []
    return null
  }

  #note(state: State, rule: Rule, effect: string): void {
    state.trail = [...state.trail, this.#trace(state, rule, effect)]
  }

  #trace({ station, frames, hook }: State, rule: Rule | null, effect: string): Trace {
    const { family, name } = station!.table
    const chain = frames.at(-1)?.chain.name ?? station!.chain.name
    return { family, table: name, chain, rule, hook, effect }
  }

  #end({ traveller, trail, assumptions }: State, verdict: Judgement['verdict'], reason: string | null): Judgement {
    const { packet, destination, destinationPort } = traveller
    const isOwn = this.#machine.isOwn(packet.family, destination)
    const decidedBy = reason === null ? decisive(trail, verdict) : null
    const onlyOnce = [...new Set(assumptions)]
    const end = { destination, destinationPort, isOwn, assumptions: onlyOnce }
    return { verdict, reason, trail, isWhole: true, decidedBy, ...end }
  }
}

const sourcePorts: ReadonlySet<Field> = new Set(['tcp sport', 'udp sport', 'th sport', 'ct original proto-src'])

/** Who forbids is the last of the trail. Everybody on the way has to allow: the last rule that says so, else the last policy. */
function decisive(trail: readonly Trace[], verdict: Judgement['verdict']): Trace | null {
  if (verdict !== 'accept') return trail.at(-1) ?? null
  const rule = trail.findLast((each) => each.rule !== null && each.effect === 'accept')
  return rule ?? trail.findLast((each) => each.rule === null) ?? null
}

function nextRule(frame: Frame): void {
  frame.rule += 1
  frame.step = 0
}

function copyOf(state: State): State {
  return { ...state, ahead: [...state.ahead], frames: state.frames.map((frame) => ({ ...frame })) }
}

function answerOf(
  values: readonly Value[] | null | { unknown: string },
  element: MapEntry<unknown>['element'],
): Answer {
  if (values === null) return 'no'
  return 'unknown' in values ? 'perhaps' : isElement(values, element)
}

function isLoopback(family: 4 | 6, address: bigint): boolean {
  return family === 4 ? address >> 24n === 127n : address === 1n
}

/** Neither multicast nor for all, nor reserved, nor none. */
function isUnicast(family: Family, address: bigint): boolean {
  if (family === 6) return address !== 0n && address >> 120n !== 0xffn
  return address >> 24n !== 0n && address >> 28n < 0xen && address <= highest[4]
}
