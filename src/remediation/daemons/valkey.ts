import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Valkey',
  processes: ['valkey-server'],
  settings: [
    {
      files: { any: '/etc/valkey/valkey.conf' },
      key: 'bind',
      pattern: /^\s*bind\s/i,
      lines: ({ addresses }) => [
        `bind ${addresses.map((address) => (address === '::1' ? '-::1' : address)).join(' ')}`,
      ],
    },
  ],
  service: 'valkey-server',
  takesEffect: 'restart',
  source: 'valkey.conf as it is shipped, section NETWORK',
})
