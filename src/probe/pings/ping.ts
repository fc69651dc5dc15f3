import type { FrameView } from '../../wire/frame-view.ts'
import type { ProbeKind } from '../technique.ts'

/** What a host can be asked to find out whether it is there. */
export interface Ping extends ProbeKind {
  /** As of a technique. */
  readonly release?: ProbeKind
  /** 0 where it goes to none. */
  readonly port: number
  /** Whether a frame from the host that was asked answers the ping with this cookie. Called for every frame: allocates nothing. */
  isAnswer(view: FrameView, cookie: number): boolean
}
