import { definePayload } from '../payload.ts'
import { isRpcReply, rpcNullCall } from '../payload-bytes.ts'

const PORTMAPPER = 100000

export default definePayload({
  protocol: 'rpcbind',
  summary: 'calls the null procedure of the port mapper',
  ports: [111],
  source: 'RFC 5531 section 9, RFC 1833 section 3.2 (PMAPPROC_NULL)',
  harmless: 'the null procedure does nothing; the list of services is not asked for',
  build: ({ random }) => rpcNullCall(random(4), PORTMAPPER, 2),
  isReply: isRpcReply,
})
