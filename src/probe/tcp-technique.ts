import type { FramePath } from '../wire/frame-template.ts'
import type { FrameView } from '../wire/frame-view.ts'
import type { TcpView } from '../wire/tcp.ts'
import type { TcpTemplate } from '../wire/tcp-template.ts'
import { isIcmp, PENDING } from './results/outcome.ts'
import type { Prepared, Technique } from './technique.ts'

/** What is to be said of a technique of TCP. */
export interface TcpTechnique extends Pick<Technique, 'summary' | 'states' | 'finds'> {
  template(path: FramePath): TcpTemplate
  /** As `Technique.judge`, of the segment. The cookie was the sequence number of the probe. */
  judge(tcp: TcpView, cookie: number): number
}

/** A technique of segments that carry the cookie as their sequence number: every ICMP error quotes it (RFC 792: 8 bytes at least). */
export function defineTcpTechnique({ summary, states, finds, template, judge }: TcpTechnique): Technique {
  return {
    transport: 'tcp',
    summary,
    states,
    finds,
    prepare: (path) => prepared(template(path)),
    judge: ({ tcp }: FrameView, cookie) => judge(tcp, cookie),
    judgeError: ({ quoted }, cookie, outcome) => ((quoted.tcpSequence | 0) === cookie ? outcome : PENDING),
    measuresLoss: (outcome) => !isIcmp(outcome),
  }
}

function prepared(template: TcpTemplate): Prepared {
  return {
    template,
    stamp: (bytes, at, probe) =>
      template.stamp(bytes, at, probe.address, 0, probe.port, probe.sourcePort, probe.cookie()),
  }
}
