import type { FramePath } from './frame-template.ts'
import { TCP_RST } from './tcp.ts'
import { TcpTemplate } from './tcp-template.ts'

/** RSTs that acknowledge nothing (RFC 9293 §3.5.3: their sequence number is what makes them count). */
export class ResetTemplate extends TcpTemplate {
  constructor(path: FramePath) {
    super(path, TCP_RST, 0, {})
  }
}
