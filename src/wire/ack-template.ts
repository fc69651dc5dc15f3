import type { FramePath } from './frame-template.ts'
import { TCP_ACK } from './tcp.ts'
import { ACKNOWLEDGEMENT_OFFSET, TcpTemplate } from './tcp-template.ts'

/** As in the middle of a connection. */
const window = 1024

/** ACKs that belong to no connection; the number stamped is the acknowledgement, which the RST repeats as its sequence number (RFC 9293 §3.5.2). */
export class AckTemplate extends TcpTemplate {
  constructor(path: FramePath) {
    super(path, TCP_ACK, window, {}, ACKNOWLEDGEMENT_OFFSET)
  }
}
