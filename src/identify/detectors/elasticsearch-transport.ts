import { defineDetector } from '../detector.ts'

export default defineDetector({
  id: 'elasticsearch-transport',
  transport: 'tcp',
  summary: 'Elasticsearch and OpenSearch, the port by which nodes reach each other',
  source: 'Elasticsearch: transport/TcpTransport.java (HttpRequestOnTransportException)',
  ports: [9300],
  specificity: 90,
  safety: 'passive',
  match: (reply) =>
    /^This is not an? HTTP port$/.test(reply.slice(0, 40)) ? { protocol: 'elasticsearch-transport' } : null,
  examples: [
    { after: 'hello', reply: 'This is not an HTTP port', expect: { protocol: 'elasticsearch-transport' } },
    { after: 'hello', reply: 'This is not a HTTP port', expect: { protocol: 'elasticsearch-transport' } },
  ],
})
