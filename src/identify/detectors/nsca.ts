import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'

/** TRANSMITTED_IV_SIZE, and the time after it. */
const ivLength = 128
/** From 2020 to 2036 in Unix's seconds: who is years beside the time serves none. */
const [earliest, latest] = [1_577_836_800, 2_082_758_400]
/** Of 128 random bytes about 101 differ from all others; no text comes near. */
const leastDifferent = 80

export default defineDetector({
  id: 'nsca',
  transport: 'tcp',
  summary: 'NSCA, which takes results of checks for Nagios',
  source: 'NSCA: include/common.h (init_packet_struct, TRANSMITTED_IV_SIZE) and src/nsca.c (handle_connection)',
  ports: [5667],
  specificity: 30,
  safety: 'passive',
  greets: true,
  match(reply) {
    if (reply.length !== ivLength + 4) return null
    const seconds = reply.u32(ivLength)
    const different = new Set(reply.bytes.subarray(0, ivLength)).size
    if (seconds < earliest || seconds > latest || different < leastDifferent) return null
    return {
      protocol: 'nsca',
      product: 'NSCA',
      confidence: 0.7,
      facts: { time: new Date(seconds * 1_000).toISOString() },
    }
  },
  examples: [
    {
      reply: hex(
        'de6a1ca2a593648f2c10dfa905e9414ba1d3fa218c6666e3d1bd476b9848d977b2f51a58897fe7b590c65f95b0a1e05174db730141d9e412962c7e2f7457a7274dc17fd640668cd02dec66dd8d462f0122a203637be8761214f542884deaaf9aac2e71ec95febdc3ea24a1776bd0798d727df1ee6567017a5d4402aa2eb244da6b033fce',
      ),
      expect: { protocol: 'nsca', product: 'NSCA', confidence: 0.7 },
    },
  ],
})
