import type { FramePath } from './frame-template.ts'
import { TCP_ACK } from './tcp.ts'
import { TcpTemplate } from './tcp-template.ts'

/** As in the middle of a connection. */
const window = 1024

/** ACKs that belong to no connection. */
export class AckTemplate extends TcpTemplate {
  constructor(path: FramePath) {
    super(path, TCP_ACK, window, {})
  }
}
