import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'hadoop-ipc',
  transport: 'tcp',
  summary: 'Hadoop, by what its RPC ports say to a browser',
  source: 'Apache Hadoop: ipc/Server.java, RECEIVED_HTTP_REQ_RESPONSE',
  ports: [8020, 8032, 9000],
  specificity: 90,
  safety: 'passive',
  match: (reply) =>
    reply.slice(0, 300).includes('HTTP request to a Hadoop IPC port')
      ? { protocol: 'hadoop-ipc', product: 'Apache Hadoop', vendor: 'Apache', cpe: [cpe('a', 'apache', 'hadoop')] }
      : null,
  examples: [
    {
      after: 'hello',
      reply:
        'HTTP/1.1 404 Not Found\r\nContent-type: text/plain\r\n\r\nIt looks like you are making an HTTP request to a Hadoop IPC port. This is not the correct port for the web interface on this daemon.\r\n',
      expect: { protocol: 'hadoop-ipc', product: 'Apache Hadoop' },
    },
  ],
})
