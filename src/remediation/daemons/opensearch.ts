import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'OpenSearch',
  processes: ['opensearch'],
  settings: [
    {
      files: { any: '/etc/opensearch/opensearch.yml' },
      key: 'network.host',
      pattern: /^\s*(?:network\.host|http\.host)\s*:/,
      lines: ({ addresses, isLoopback }) => [`network.host: ${isLoopback ? '_local_' : addresses.join(', ')}`],
    },
  ],
  service: 'opensearch',
  takesEffect: 'restart',
  source: 'OpenSearch documentation, Network settings',
})
