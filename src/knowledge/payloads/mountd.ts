import { definePayload } from '../payload.ts'
import { isRpcReply, rpcNullCall } from '../payload-bytes.ts'

const MOUNT = 100005

export default definePayload({
  protocol: 'mountd',
  summary: 'calls the null procedure of the NFS mount service',
  ports: [20048],
  source: 'RFC 5531 section 9, RFC 1813 appendix I (MOUNTPROC3_NULL)',
  harmless: 'the null procedure does nothing; nothing is mounted or listed',
  build: ({ random }) => rpcNullCall(random(4), MOUNT, 3),
  isReply: isRpcReply,
})
