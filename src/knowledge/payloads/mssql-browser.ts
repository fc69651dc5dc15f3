import { definePayload } from '../payload.ts'
import { bytes } from '../payload-bytes.ts'

const CLNT_UCAST_EX = 0x03
const SVR_RESP = 0x05

export default definePayload({
  protocol: 'mssql-browser',
  summary: 'asks which SQL Server instances there are',
  ports: [1434],
  source: '[MC-SQLR] sections 2.2.2 (CLNT_UCAST_EX) and 2.2.5 (SVR_RESP)',
  harmless: 'the browser service exists to answer this; no instance is spoken to',
  build: () => bytes(CLNT_UCAST_EX),
  // The length is little-endian and counts what follows it.
  isReply: (reply) => reply[0] === SVR_RESP && reply.length >= 3 && (reply[1]! | (reply[2]! << 8)) <= reply.length - 3,
})
