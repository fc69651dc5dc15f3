import { ResetTemplate } from '../../wire/reset-template.ts'
import { SynTemplate } from '../../wire/syn-template.ts'
import { TCP_ACK, TCP_RST, TCP_SYN } from '../../wire/tcp.ts'
import { PENDING, RST, SYN_ACK } from '../results/outcome.ts'
import { defineTcpTechnique } from '../tcp-technique.ts'

/** Half a handshake. RFC 9293 §3.5.2, §3.10.7: both answers to a SYN acknowledge its number and one. */
export default defineTcpTechnique({
  summary: 'a SYN, as at the start of a connection: SYN-ACK is open, RST closed, silence filtered',
  states: { 'syn-ack': 'open', rst: 'closed', 'no-response': 'filtered' },
  finds: (outcome) => outcome === SYN_ACK,
  template: (path) => new SynTemplate(path),
  release: { template: (path) => new ResetTemplate(path), ahead: 1 },
  judge({ flags, acknowledgement }, cookie) {
    if ((flags & TCP_ACK) === 0 || ((acknowledgement - 1) | 0) !== cookie) return PENDING
    if ((flags & TCP_RST) !== 0) return RST
    return (flags & TCP_SYN) !== 0 ? SYN_ACK : PENDING
  },
})
