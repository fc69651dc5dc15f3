import { definePayload } from '../payload.ts'
import { isRpcReply, rpcNullCall } from '../payload-bytes.ts'

const NFS = 100003

export default definePayload({
  protocol: 'nfs',
  summary: 'calls the null procedure of NFS version 3',
  ports: [2049],
  source: 'RFC 5531 section 9, RFC 1813 section 3.3.0 (NFSPROC3_NULL)',
  harmless: 'the null procedure does nothing; no file system is named',
  build: ({ random }) => rpcNullCall(random(4), NFS, 3),
  isReply: isRpcReply,
})
