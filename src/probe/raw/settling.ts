import type { Answer } from '../../model/answer.ts'
import type { Transport } from '../../model/unions.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { EndpointSlot } from '../../targets/types.ts'
import type { FrameView } from '../../wire/frame-view.ts'
import type { ProbePlan } from '../engine.ts'
import { foldingKey } from '../hosts/folding.ts'
import type { Pacer } from '../pacing/pacer.ts'
import type { KeptAnswers } from '../results/kept-answers.ts'
import { ICMP_PORT_UNREACHABLE, isIcmp, isOpen, NO_RESPONSE } from '../results/outcome.ts'
import { mostHostsCounted } from '../results/tallies.ts'
import type { Techniques } from '../technique.ts'
import { answerIn } from './answer-in.ts'
import type { TakeAnswer } from './answers.ts'
import type { KeptParts } from './scan-keeper.ts'
import { portOf, recallPort, type SourcePorts } from './source-ports.ts'
import type { Window } from './window.ts'

export interface SettlingOptions {
  readonly parts: Omit<KeptParts, 'lanes' | 'failures' | 'absent'>
  readonly plan: ProbePlan
  readonly techniques: Techniques
  readonly ports: SourcePorts
  readonly index: EndpointIndex
  readonly pacer: Pacer
  /** Monotonic, milliseconds. */
  readonly clock: () => number
  /** Null: nobody has a use for answers. */
  readonly kept: KeptAnswers | null
}

/** Gives endpoints their state: by the answer that comes in, or by the silence that is left; and learns of the path from both. */
export class Settling {
  readonly #options: SettlingOptions
  readonly #slot: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }

  constructor(options: SettlingOptions) {
    this.#options = options
  }

  /** An answer has come in. */
  readonly take: TakeAnswer = (addressIndex, transport, port, attempt, outcome, view) => {
    const { parts, ports } = this.#options
    const { trials, lookup, walk, waves } = parts
    const again = attempt === recallPort(ports)
    // A port on trial may be one that was asked for as well: when all of them were, every one is.
    if (!again && trials.answered(addressIndex, transport, port, outcome)) return
    const index = lookup.indexOf(addressIndex, transport, port)
    const position = index < 0 ? -1 : walk.positionOf(index)
    const window = position < 0 ? null : waves.windowOf(position)
    if (window === null) {
      if (position >= 0) this.#answeredPatiently(addressIndex, transport, port, position, outcome, view)
    } else if (again) this.#heardAgain(position)
    else this.#answered(window, position, addressIndex, transport, port, attempt, outcome, view)
  }

  #answered(
    window: Window,
    position: number,
    addressIndex: number,
    transport: Transport,
    port: number,
    attempt: number,
    outcome: number,
    view: FrameView,
  ): void {
    const { parts, ports, techniques, clock } = this.#options
    const { waves, path, patience, hosts, folding, recall, lookup, trials, verdicts } = parts
    const latest = portOf(ports, waves.attemptAt(position))
    // A datagram has no cookie, but nobody can answer what has not been asked.
    if (attempt > latest) return
    const offset = position - window.first
    if (!window.settle(offset)) return
    const now = clock()
    const sinceFirst = window.sinceFirstAsked(offset, now)
    const open = isOpen(outcome)
    const saidClosed = transport === 'udp' && outcome === ICMP_PORT_UNREACHABLE
    const prompt = saidClosed || !isIcmp(outcome)
    path.timed(attempt, latest, sinceFirst, window.sinceAsked(offset, now), open && transport === 'tcp', prompt)
    const { rttMs, inVain } = path
    const found = techniques[transport].finds(outcome)
    if (!isIcmp(outcome)) this.#learn(addressIndex, found, now - sinceFirst)
    if (saidClosed) patience.saidClosed(addressIndex)
    const row = hosts.row(addressIndex)
    const folded = row >= 0 && folding.isFolded(foldingKey(row, transport))
    if (this.#isForRecall(transport, outcome) && !folded)
      recall.answered(window, { position, addressIndex, attempt: inVain }, found)
    const trial = folding.answered({ row, addressIndex, family: lookup.familyOf(addressIndex), transport }, open)
    if (trial !== null) trials.begin(trial)
    const answer = this.#answerIn(view, open)
    verdicts.settle({ addressIndex, transport, port, row }, outcome, rttMs, now, folding, answer)
  }

  #answerIn(view: FrameView, open: boolean): Answer | undefined {
    const { kept } = this.#options
    return kept !== null && open ? answerIn(view, kept) : undefined
  }

  #heardAgain(position: number): void {
    const { parts, clock } = this.#options
    parts.path.heardAgain(parts.recall.heard(position, clock()))
  }

  /**
   * Whether an answer makes an endpoint one that can be asked again. A service is not bothered with more datagrams where handshakes
   * tell as much.
   */
  #isForRecall(transport: Transport, outcome: number): boolean {
    const { plan, techniques } = this.#options
    return techniques[transport].measuresLoss(outcome) && (transport === 'tcp' || plan.space.tcp.length === 0)
  }

  /** What an answer says of the path. Not of an ICMP error: that others never came means that hosts limit them, and not that probes got lost. */
  #learn(addressIndex: number, found: boolean, firstAskedAt: number): void {
    const { parts, pacer } = this.#options
    const { path, runner } = parts
    const { rttMs, inVain } = path
    path.lost(inVain, found)
    if (pacer.unlimited) return
    const lane = runner.laneTo(addressIndex)
    if (lane === null) return
    const { now } = runner
    if (!Number.isNaN(rttMs)) pacer.answered(lane.distance, now - rttMs, now)
    if (inVain > 0) pacer.lost(lane.distance, firstAskedAt)
  }

  #answeredPatiently(
    addressIndex: number,
    transport: Transport,
    port: number,
    position: number,
    outcome: number,
    view: FrameView,
  ): void {
    const { parts, clock } = this.#options
    const { patience, hosts, verdicts } = parts
    if (!patience.isAsking(addressIndex, position)) return
    const now = clock()
    const row = hosts.row(addressIndex)
    const answer = this.#answerIn(view, isOpen(outcome))
    verdicts.settle({ addressIndex, transport, port, row }, outcome, Number.NaN, now, null, answer)
    this.#giveUpOn(patience.settled(addressIndex, true, now))
  }

  /** A question that was asked by itself stays without an answer. */
  readonly patientlySilent = (addressIndex: number, position: number): void => {
    const { patience, runner } = this.#options.parts
    this.#giveUpOn([position, ...patience.settled(addressIndex, false, runner.now)])
  }

  /** These stayed silent for good. */
  #giveUpOn(positions: readonly number[]): void {
    const { parts, clock } = this.#options
    const now = clock()
    for (const position of positions) {
      const { addressIndex, transport, port } = this.#endpointAt(position)
      parts.verdicts.silent(addressIndex, transport, port, now)
    }
  }

  /** Who is left in a window that is over stayed silent. */
  windowOver(window: Window): void {
    const { parts, plan, index, clock } = this.#options
    const { verdicts, patience } = parts
    const silent = window.size - window.settled
    const oneKind = plan.space.tcp.length === 0 || plan.space.udp.length === 0
    if (index.addressCount > mostHostsCounted && oneKind && !plan.allStates) {
      verdicts.count(0, plan.space.tcp.length > 0 ? 'tcp' : 'udp', NO_RESPONSE, silent)
      return
    }
    const now = clock()
    for (let o = window.nextUnsettled(0); o < window.size; o = window.nextUnsettled(o + 1)) {
      const position = window.first + o
      const { addressIndex, transport, port } = this.#endpointAt(position)
      if (transport === 'udp' && patience.takes(addressIndex, position, now)) continue
      verdicts.silent(addressIndex, transport, port, now)
    }
  }

  /** The same object each time. */
  #endpointAt(position: number): Readonly<EndpointSlot> {
    const { parts, index } = this.#options
    index.at(parts.walk.indexOf(position), this.#slot)
    return this.#slot
  }
}
