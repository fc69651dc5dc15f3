import { definePayload } from '../payload.ts'
import { bytes, u16At } from '../payload-bytes.ts'

export default definePayload({
  protocol: 'ubiquiti',
  summary: 'asks a device for its model and firmware (discovery version 1)',
  ports: [10001],
  source:
    'no specification is public; request and answer as described by Rapid7, "Ubiquiti Discovery Service Exposures" (2019)',
  harmless: "the discovery request that the vendor's own tools broadcast; it changes nothing",
  build: () => bytes(1, 0, 0, 0),
  // Version, command, length of what follows.
  isReply: (reply) => (reply[0] === 1 || reply[0] === 2) && reply.length > 4 && u16At(reply, 2) === reply.length - 4,
})
