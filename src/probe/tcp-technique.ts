import type { FramePath } from '../wire/frame-template.ts'
import type { FrameView } from '../wire/frame-view.ts'
import type { TcpView } from '../wire/tcp.ts'
import type { TcpTemplate } from '../wire/tcp-template.ts'
import { isIcmp, PENDING } from './results/outcome.ts'
import type { Prepared, Technique } from './technique.ts'

/** What is to be said of a technique of TCP. */
export interface TcpTechnique extends Pick<Technique, 'summary' | 'states' | 'finds'> {
  template(path: FramePath): TcpTemplate
  /** Of the RST that ends what the probe began, in routers on the way as well; and how far its sequence number is ahead of the cookie. */
  readonly release?: { readonly template: (path: FramePath) => TcpTemplate; readonly ahead: number }
  /** As `Technique.judge`, of the segment. The cookie was the sequence number of the probe. */
  judge(tcp: TcpView, cookie: number): number
}

/** A technique of segments that carry the cookie as their sequence number: every ICMP error quotes it (RFC 792: 8 bytes at least). */
export function defineTcpTechnique({ summary, states, finds, template, release, judge }: TcpTechnique): Technique {
  return {
    transport: 'tcp',
    summary,
    states,
    finds,
    prepare: (path) => prepared(template(path), 0),
    ...(release !== undefined && {
      release: { prepare: (path: FramePath) => prepared(release.template(path), release.ahead) },
    }),
    judge: ({ tcp }: FrameView, cookie) => judge(tcp, cookie),
    judgeError: ({ quoted }, cookie, outcome) => ((quoted.tcpSequence | 0) === cookie ? outcome : PENDING),
    measuresLoss: (outcome) => !isIcmp(outcome),
  }
}

/** `ahead`: how far the sequence number is ahead of the cookie. */
function prepared(template: TcpTemplate, ahead: number): Prepared {
  return {
    template,
    stamp: (bytes, at, probe) =>
      template.stamp(bytes, at, probe.address, 0, probe.port, probe.sourcePort, (probe.cookie() + ahead) | 0),
  }
}
