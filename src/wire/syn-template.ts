import type { FramePath } from './frame-template.ts'
import { TCP_SYN } from './tcp.ts'
import { TcpTemplate } from './tcp-template.ts'

/** What Linux announces first on Ethernet, and the shift it offers with its default buffers (net/ipv4/tcp_output.c). */
const window = 64_240
const windowScale = 7

/** SYNs with the options of an ordinary stack; the number stamped is the initial sequence number. */
export class SynTemplate extends TcpTemplate {
  constructor(path: FramePath) {
    // RFC 9293 §3.7.1: the packet without the fixed headers of IP and TCP.
    const mss = path.mtu - (path.source.length === 4 ? 40 : 60)
    // An MTU of 65,536, as on lo, leaves more than IPv4 could carry, but still fits 16 bits.
    super(path, TCP_SYN, window, { mss: Math.min(mss, 0xffff), sackPermitted: true, windowScale })
  }
}
