import type { Answer } from '../../model/answer.ts'
import type { Transport } from '../../model/unions.ts'
import type { Interruptible } from './interruption.ts'

/** An open endpoint that is to be asked. */
export interface Subject {
  /** Canonical text, with %zone where it is link-local. */
  readonly address: string
  readonly transport: Transport
  readonly port: number
  /** The name that a person asked for. */
  readonly hostname: string | null
  /** Round trip in milliseconds; null when it is not known. */
  readonly rttMs: number | null
  /** What came back to the scan's own probe; it is evidence, and not asked for twice. */
  readonly answer?: Answer | undefined
}

/** What holds for one interview. */
export interface Terms {
  /** 0 to 9: how much may be asked (limits.ts). */
  readonly intensity: number
  /** Log-ins by names that everybody knows are wanted (login.ts). */
  readonly auth?: boolean | undefined
  /** By performance.now(): nothing new is begun after it. Read it anew each time: it moves while a turn is waited for. */
  readonly deadline: number
  readonly signal: Interruptible
  /** Waits until one more connection or datagram may go out; the deadline waits as well. Left out: at once. */
  turn?(): Promise<void>
  random(bytes: number): Uint8Array
  /** Whether the host has meanwhile shown itself to be a device that is to be left alone. */
  isSpared?(): boolean
  /** Told when a detector failed while it asked on; the service keeps what it had matched. */
  onFault(detector: string, error: unknown): void
}
