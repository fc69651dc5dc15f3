import type { Reason, State, Transport } from '../model/unions.ts'
import type { FramePath, FrameTemplate } from '../wire/frame-template.ts'
import type { FrameView } from '../wire/frame-view.ts'
import { reasonOf } from './results/outcome.ts'

/** The probe that is about to leave: one object for all of them, so that none costs memory. */
export interface Probe {
  /** 4 or 16 bytes, from 0 on. */
  readonly address: Uint8Array
  readonly port: number
  readonly sourcePort: number
  /** 32 bits, signed, that the answer has to show, and nobody can guess who has not seen the probe. */
  cookie(): number
  /** What a client would say first to the port: another thing at each attempt, where there are several. */
  payload(): Uint8Array
}

/** Probes of one kind on one way out: prepared once, then stamped for each. */
export interface Prepared {
  readonly template: FrameTemplate
  /** Makes the frame of the template at `at` that of the probe, and gives its length. Allocates nothing. */
  stamp(bytes: Uint8Array, at: number, probe: Probe): number
}

/** A kind of packet to send. */
export interface ProbeKind {
  prepare(path: FramePath): Prepared
}

/** A way to find out the state of a port: one file each in techniques/. Keeps nothing: who is asked and when is the scan's business. */
export interface Technique extends ProbeKind {
  readonly transport: Transport
  /** What is sent, and what it tells, in one line. */
  readonly summary: string
  /** What each reason means. Those of ICMP that are not named here mean `filtered`. */
  readonly states: Readonly<Partial<Record<Reason, State>>> & { readonly 'no-response': State }
  /**
   * What a packet of this transport says that has come from a port that was asked to the own port of the probe with this cookie: an
   * outcome of results/outcome.ts; PENDING when it is no answer to that probe. Called for every frame: allocates nothing.
   */
  judge(view: FrameView, cookie: number): number
  /** The same of an ICMP error, which means `outcome` by itself: PENDING when what it quotes is not that probe. */
  judgeError(view: FrameView, cookie: number, outcome: number): number
  /** Where there is such a thing: what makes routers on the way forget a probe that was not answered, to be stamped as that was. */
  readonly release?: ProbeKind
  /** Whether it is what the technique looks for: reported one by one, and what recall speaks of. */
  finds(outcome: number): boolean
  /** Whether who has answered so will do it as often as it is asked, so that silence then is a packet lost. Never true of ICMP. */
  measuresLoss(outcome: number): boolean
}

/** How the ports of each transport are asked. */
export type Techniques = Readonly<Record<Transport, Technique>>

/** The state that an outcome means. */
export function stateBy({ states }: Technique, outcome: number): State {
  return states[reasonOf(outcome)] ?? 'filtered'
}
