import { AckTemplate } from '../../wire/ack-template.ts'
import { ResetTemplate } from '../../wire/reset-template.ts'
import { TCP_RST } from '../../wire/tcp.ts'
import { PENDING, RST } from '../results/outcome.ts'
import { defineTcpTechnique } from '../tcp-technique.ts'

/**
 * An ACK out of the blue. Any host answers it with an RST that has the number it acknowledged, whether the port is open or closed (RFC 9293
 * §3.10.7.1, §3.10.7.2): so that it tells which ports a filter lets through that looks at SYNs alone.
 */
export default defineTcpTechnique({
  summary: 'an ACK that belongs to no connection: RST is unfiltered (open or closed), silence filtered',
  states: { rst: 'unfiltered', 'no-response': 'filtered' },
  finds: (outcome) => outcome === RST,
  template: (path) => new AckTemplate(path),
  // Routers take it for a connection whose beginning they have not seen, for five minutes (Linux: nf_conntrack_tcp_loose, _unacknowledged).
  release: { template: (path) => new ResetTemplate(path), ahead: 0 },
  judge: ({ flags, sequence }, cookie) => ((flags & TCP_RST) !== 0 && (sequence | 0) === cookie ? RST : PENDING),
})
