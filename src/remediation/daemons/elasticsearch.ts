import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Elasticsearch',
  processes: ['elasticsearch'],
  settings: [
    {
      files: { any: '/etc/elasticsearch/elasticsearch.yml' },
      key: 'network.host',
      pattern: /^\s*(?:network\.host|http\.host)\s*:/,
      lines: ({ addresses, isLoopback }) => [`network.host: ${isLoopback ? '_local_' : addresses.join(', ')}`],
    },
  ],
  service: 'elasticsearch',
  takesEffect: 'restart',
  caution: 'Nodes of a cluster need transport.host at an address that they reach each other by.',
  source: 'Elasticsearch documentation, Networking, network.host',
})
