import { TCP } from '../../wire/frame-view.ts'
import { PENDING } from '../results/outcome.ts'
import type { Technique } from '../technique.ts'
import type { Ping } from './ping.ts'

/** A host that says anything of one of its ports is there, whatever it says. */
export function tcpPing({ prepare, judge, release }: Technique, port: number): Ping {
  return {
    port,
    prepare,
    ...(release !== undefined && { release }),
    isAnswer: (view, cookie) => view.kind === TCP && judge(view, cookie) !== PENDING,
  }
}
