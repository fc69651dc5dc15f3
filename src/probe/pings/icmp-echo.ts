import { EchoTemplate } from '../../wire/echo-template.ts'
import { ECHO_REPLY } from '../../wire/frame-view.ts'
import type { Ping } from './ping.ts'

/** Nothing to see: an echo request without data is taken for an attack by some filters. */
const data = new Uint8Array(16)

/** Echo is what hosts are meant to answer: RFC 1122 §3.2.2.6, RFC 4443 §4.2. The cookie is the identifier and sequence number, which come back. */
export const icmpEcho: Ping = {
  port: 0,
  prepare(path) {
    const template = new EchoTemplate(path, data)
    return {
      template,
      stamp(bytes, at, probe) {
        const cookie = probe.cookie()
        return template.stamp(bytes, at, probe.address, 0, cookie >>> 16, cookie & 0xffff)
      },
    }
  },
  isAnswer: ({ kind, icmp }, cookie) => kind === ECHO_REPLY && ((icmp.id << 16) | icmp.sequence) === cookie,
}
