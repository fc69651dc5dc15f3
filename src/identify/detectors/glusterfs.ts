import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { isWholeRecord, parseRpcReply, rpcRecord } from '../families/rpc.ts'
import type { Reply } from '../reply.ts'

const xid = 0x676c7573
const dumpProgram = 123_451_501

export default defineDetector({
  id: 'glusterfs',
  transport: 'tcp',
  summary: 'GlusterFS: its management daemon and its bricks, with the programs that they serve',
  source: 'GlusterFS: rpc/rpc-lib/src/rpcsvc.c (rpcsvc_dump), rpc/xdr/src/rpc-common-xdr.x (gf_dump_rsp)',
  ports: [24007, 24008, 49152],
  specificity: 90,
  safety: 'query',
  hello: () => rpcRecord(xid, dumpProgram, 1, 1),
  isWhole: isWholeRecord,
  match(reply) {
    const answer = parseRpcReply(reply)
    if (answer?.xid !== xid || answer.outcome !== 'success') return null
    const programs = programsIn(reply, answer.at + 16)
    if (!programs.some((program) => program.startsWith('GF-DUMP'))) return null
    return {
      protocol: 'glusterfs',
      product: 'GlusterFS',
      vendor: 'Gluster',
      cpe: [cpe('a', 'gluster', 'glusterfs')],
      facts: { programs, manages: programs.some((program) => program.startsWith('GlusterD')) },
    }
  },
  examples: [
    {
      // Its list of programs cut to three.
      reply:
        '\x80\0\0\x9cglus\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' +
        '\0\0\0\x01\0\0\0\x07GF-DUMP\0\0\0\0\0\x07\x5b\xb8\x6d\0\0\0\0\0\0\0\x01' +
        '\0\0\0\x01\0\0\0\x11GlusterD svc peer\0\0\0\0\0\0\0\0\x12\xe5\xa5\0\0\0\0\0\0\0\x02' +
        '\0\0\0\x01\0\0\0\x0fGluster Portmap\0\0\0\0\0\x02\x08\xae\xc0\0\0\0\0\0\0\0\x01\0\0\0\0',
      expect: {
        protocol: 'glusterfs',
        product: 'GlusterFS',
        facts: { programs: ['GF-DUMP 1', 'GlusterD svc peer 2', 'Gluster Portmap 1'], manages: true },
      },
    },
  ],
})

/** A list in XDR (RFC 4506): 1 and a program, or 0; a program is its name, its number and its version in 64 bits each. */
function programsIn(reply: Reply, start: number): string[] {
  const programs: string[] = []
  for (let at = start; reply.u32(at) === 1 && programs.length < 30; ) {
    const length = reply.u32(at + 4)
    if (length < 0 || length > 100) break
    const version = at + 8 + 4 * Math.ceil(length / 4) + 8
    programs.push(`${reply.utf8(at + 8, at + 8 + length)} ${reply.u32(version + 4)}`)
    at = version + 8
  }
  return programs
}
