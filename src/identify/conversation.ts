import type { Tls } from '../model/service.ts'
import type { HelloContext } from './hello-context.ts'
import type { Reply } from './reply.ts'

/** When a reply is whole: given all bytes since the question. */
export type IsWhole = (reply: Reply) => boolean

/**
 * One connection, lent to a detector. Bytes, time, pace and TLS are the framework's: every wait has its limit, and a reply ends
 * when it is whole, after a pause, at 64 KiB, or when the peer closes.
 */
export interface Conversation extends HelloContext {
  /** What TLS showed; null in the clear. */
  readonly tls: Tls | null
  /** Sends a question and reads its reply, empty when none comes in time. `isWhole` spares the pause at the end. */
  ask(question: string | Uint8Array, isWhole?: IsWhole): Promise<Reply>
  /** Reads on without asking. */
  read(isWhole?: IsWhole): Promise<Reply>
  /** Whether the peer can still be asked: it has not closed, and the time is not up. */
  readonly isOpen: boolean
  /** A fresh connection of the same kind to the same endpoint takes this one's place; false when the budget has none left. */
  reconnect(): Promise<boolean>
  /**
   * Goes on inside TLS on this connection; null when the handshake fails. The service gets what it showed.
   *
   * @param request sent before, where the protocol has no answer to it
   */
  startTls(protocol: string, request?: Uint8Array): Promise<Tls | null>
}
