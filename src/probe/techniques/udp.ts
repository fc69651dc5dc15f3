import type { FramePath } from '../../wire/frame-template.ts'
import type { FrameView } from '../../wire/frame-view.ts'
import { UdpTemplate } from '../../wire/udp-template.ts'
import { ICMP_OTHER, ICMP_PORT_UNREACHABLE, isIcmp, UDP_REPLY } from '../results/outcome.ts'
import type { Prepared, Technique } from '../technique.ts'

/** What a client would say first. A datagram has no number of its own: that it comes back to the right port has to do. */
const udp: Technique = {
  transport: 'udp',
  summary: 'a datagram that a client would send: a reply is open, ICMP port-unreachable closed, silence open|filtered',
  states: {
    'udp-reply': 'open',
    'icmp-port-unreachable': 'closed',
    'no-response': 'open|filtered',
  },
  prepare,
  judge: () => UDP_REPLY,
  // A closed port is told by its host (RFC 1122 §3.2.2.1); a router that says so rejects on its behalf.
  judgeError: (view, _, outcome) => (outcome === ICMP_PORT_UNREACHABLE && !isByHost(view) ? ICMP_OTHER : outcome),
  finds: (outcome) => outcome === UDP_REPLY,
  measuresLoss: (outcome) => !isIcmp(outcome),
}
export default udp

function prepare(path: FramePath): Prepared {
  const template = new UdpTemplate(path)
  return {
    template,
    stamp: (bytes, at, probe) =>
      template.stamp(bytes, at, probe.address, 0, probe.port, probe.sourcePort, probe.payload()),
  }
}

/** Whether an ICMP error comes from the host that the quoted packet went to. */
function isByHost({ bytes, family, sourceAt, quoted }: FrameView): boolean {
  const length = family === 4 ? 4 : 16
  for (let i = 0; i < length; i++) if (bytes[sourceAt + i] !== bytes[quoted.destinationAt + i]) return false
  return true
}
