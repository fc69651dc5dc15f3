import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'

/** The server's state after a client's cookie: it wants the parameters of the test. */
const paramExchange = 9
const cookieLength = 37

export default defineDetector({
  id: 'iperf3',
  transport: 'tcp',
  summary: 'iperf3 measures throughput for whoever asks',
  source: 'iperf3: src/iperf_api.h (PARAM_EXCHANGE, COOKIE_SIZE) and src/iperf_server_api.c (iperf_accept)',
  ports: [5201],
  specificity: 60,
  safety: 'hello',
  /** A cookie of 36 characters and a NUL; the connection ends before any test begins. */
  hello: () => bytes('portreeve'.padEnd(cookieLength - 1, 'x'), 0),
  isWhole: (reply) => reply.length >= 1,
  match: (reply) =>
    reply.length === 1 && reply.u8(0) === paramExchange
      ? { protocol: 'iperf3', product: 'iperf3', confidence: 0.7 }
      : null,
  examples: [{ reply: '\x09', expect: { protocol: 'iperf3', product: 'iperf3' } }],
})
