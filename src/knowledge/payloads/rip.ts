import { definePayload } from '../payload.ts'
import { bytes, u16, u32 } from '../payload-bytes.ts'

const REQUEST = 1
const RESPONSE = 2
const VERSION_2 = 2
const IPV4 = 2
const INFINITE = 16
/** TEST-NET-1 (RFC 5737): a network that nobody has a route to. */
const network = [192, 0, 2, 0]
const mask = [255, 255, 255, 0]

export default definePayload({
  protocol: 'rip',
  summary: 'asks for the distance to a network of the documentation',
  ports: [520],
  source: 'RFC 2453 sections 3.9.1 (requests for single routes) and 4',
  harmless: 'it learns that the router answers; the routing table is not asked for and no route is announced',
  build: () => bytes(REQUEST, VERSION_2, u16(0), u16(IPV4), u16(0), network, mask, u32(0), u32(INFINITE)),
  isReply: (reply) => reply[0] === RESPONSE && (reply[1] === 1 || reply[1] === VERSION_2) && reply.length % 20 === 4,
})
