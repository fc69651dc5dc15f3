import type { Family } from '../lib/address.ts'
import { agreed, leadsToSame } from './agreement.ts'
import { priorities } from './base-chains.ts'
import type { Traveller, Value } from './field-values.ts'
import type { Field } from './fields.ts'
import { type Judgement, noLowPort, type Trace } from './judgement.ts'
import { type Answer, alike, hasAnyBit, isAmong, isElement, not, read } from './match.ts'
import type { Machine, Packet } from './packet.ts'
import type { Paths } from './paths.ts'
import { isLoopback, isOfOne, routed } from './routing.ts'
import type { Chain, Destination, Key, MapEntry, Match, NewMark, Rule, Step, Verdict } from './ruleset.ts'
import { copyOf, type Frame, nextRule, type State, toPossible } from './walk-state.ts'

/** Where the answer of a rule cannot be told both ways are gone; after so many of them it is given up. */
const mostForks = 256
/** net/netfilter/nf_tables_core.c, NFT_JUMP_STACK_SIZE. */
const mostJumps = 16

/** Whether packets keep the limits that rules set, or perhaps do not. */
export type Limits = 'kept' | 'perhaps'

/** A packet on its way through the chains. */
export class Walk {
  readonly #paths: Paths
  readonly #machine: Machine
  readonly #packet: Packet
  readonly #limits: Limits
  #forks = 0

  constructor(paths: Paths, machine: Machine, packet: Packet, limits: Limits) {
    this.#limits = limits
    this.#paths = paths
    this.#machine = machine
    this.#packet = packet
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
    if (!isOfOne(this.#machine, family, source) || !isOfOne(this.#machine, family, destination))
      return 'its addresses are not each of one machine'
    const other = this.#machine.takenBefore(ingress)
    if (other !== null) return `${other} sees it before the rules do`
    const [below] = this.#paths.below('ingress', this.#machine.below(ingress))
    return below === undefined ? null : `chain ${below.name} sees it below ${ingress}`
  }

  /** Lines up the chains of the hook that it has come to. */
  #enter(state: State): State {
    const { family, ingress } = state.traveller.packet
    return {
      ...state,
      traveller: { ...state.traveller, translated: false },
      ahead: [...this.#paths.stations(state.hook, family, ingress)].reverse(),
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
      if (frame.step === 0) toPossible(frame)
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
    state.frames = [this.#frameOf(state, station.chain)]
    return null
  }

  /** The kernel looks for the connection, and finds none: this is its first packet. */
  #track(state: State): void {
    const { traveller } = state
    if (traveller.tracking !== 'not yet' || !this.#paths.tracks(traveller.packet.family)) return
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
    const at = this.#paths.stations('egress', packet.family, egress!).map(({ chain }) => chain)
    const [chain] = [...at, ...this.#paths.below('egress', this.#machine.below(egress!))]
    const other = chain === undefined ? this.#machine.takenAfter(egress!) : `chain ${chain.name}`
    if (other === null) return this.#end(state, 'accept', null)
    return this.#end(state, 'unknown', `${other} sees it as it leaves by ${egress}`)
  }

  #route(state: State): Judgement | null {
    const { packet, destination } = state.traveller
    const way = routed(this.#machine, packet, destination)
    if ('verdict' in way) return this.#end(state, way.verdict, way.reason)
    if (way.egress !== null) state.traveller = { ...state.traveller, egress: way.egress }
    Object.assign(state, this.#enter({ ...state, hook: way.egress === null ? 'input' : 'forward' }))
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
      case 'match': {
        const joined = joinedFrom(rule, frame.step - 1)
        frame.step += joined.length - 1
        const answers = joined.map(({ key, elements, negated }) => this.#among(state, key, elements, negated))
        return this.#test(state, frame, alike(answers), rule)
      }
      case 'anyBit': {
        const values = this.#read(state, [step.key])
        const answer = values === null || 'unknown' in values ? 'no' : hasAnyBit(values[0]!, step.bits)
        return this.#test(state, frame, values !== null && step.negated ? not(answer) : answer, rule)
      }
      case 'limit':
        // What only a line of the log or a counter depends on changes nothing.
        if (rule.steps.some(decides)) state.assumptions = [...state.assumptions, step.text]
        return this.#test(state, frame, this.#limits === 'perhaps' ? 'perhaps' : step.over ? 'no' : 'yes', rule)
      case 'unknown':
        return this.#test(state, frame, 'perhaps', rule)
      case 'untracked':
        if (state.traveller.tracking === 'not yet') state.traveller = { ...state.traveller, tracking: 'untracked' }
        return null
      case 'assign':
        this.#assign(state, step)
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
      state.assumptions = [...state.assumptions, noLowPort]
    return read(key, state.traveller, this.#machine)
  }

  #among(state: State, key: Key, elements: Parameters<typeof isAmong>[1], negated: boolean): Answer {
    const values = this.#read(state, key)
    if (values === null) return 'no'
    if ('unknown' in values) return 'perhaps'
    const answer = isAmong(values, this.#paths.amongElements(elements, values))
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
    all: readonly MapEntry<Value>[],
    found: (state: State, frame: Frame, value: Value) => Judgement | null,
  ): Judgement | null {
    const values = this.#read(state, key)
    const entries = values === null || 'unknown' in values ? all : this.#paths.amongEntries(all, values)
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

  #assign(state: State, { field, ...to }: Extract<Step, { kind: 'assign' }>): void {
    const { traveller } = state
    if (field === 'meta mark') state.traveller = { ...traveller, mark: newMark(traveller.mark, to) }
    else if (traveller.tracking === 'tracked') state.traveller = { ...traveller, ctMark: newMark(traveller.ctMark, to) }
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
    state.frames.push(this.#frameOf(state, chain))
    return null
  }

  #frameOf({ traveller }: State, chain: Chain): Frame {
    const possible = this.#paths.candidates(chain)?.for(traveller, this.#machine) ?? null
    return { chain, possible, rule: 0, step: 0 }
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
      address === 'self'
        ? this.#machine.addressOf(ingress, family, traveller.destination)
        : (address ?? traveller.destination)
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
    const end = { destination, destinationPort, isOwn, isLimited: false, assumptions: onlyOnce }
    return { verdict, reason, trail, isWhole: true, decidedBy, ...end }
  }
}

/** The match there, and those that may be one question with it. */
function joinedFrom(rule: Rule, at: number): readonly Match[] {
  const step = rule.steps[at]
  if (step?.kind !== 'match') return []
  return step.joinsNext === true ? [step, ...joinedFrom(rule, at + 1)] : [step]
}

const sourcePorts: ReadonlySet<Field> = new Set(['tcp sport', 'udp sport', 'th sport', 'ct original proto-src'])

/** Whether more than a line of a log or a counter depends on the steps before it. */
function decides({ kind }: Step): boolean {
  return kind !== 'match' && kind !== 'anyBit' && kind !== 'limit' && kind !== 'unknown'
}

/** Who forbids is the last of the trail. Everybody on the way has to allow: the last rule that says so, else the last policy. */
function decisive(trail: readonly Trace[], verdict: Judgement['verdict']): Trace | null {
  if (verdict !== 'accept') return trail.at(-1) ?? null
  const rule = trail.findLast((each) => each.rule !== null && each.effect === 'accept')
  return rule ?? trail.findLast((each) => each.rule === null) ?? null
}

function newMark(old: bigint | null, { value, kept = 0n }: NewMark): bigint | null {
  if (value === null || kept === 0n) return value
  return old === null ? null : (old & kept) ^ value
}

function answerOf(
  values: readonly Value[] | null | { unknown: string },
  element: MapEntry<unknown>['element'],
): Answer {
  if (values === null) return 'no'
  return 'unknown' in values ? 'perhaps' : isElement(values, element)
}
