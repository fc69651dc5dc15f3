import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'CUPS',
  processes: ['cupsd'],
  settings: [
    {
      files: { any: '/etc/cups/cupsd.conf' },
      key: 'Listen',
      pattern: /^\s*(?:Listen\s+[^/]|Port\s)/i,
      lines: ({ addresses, port }) => addresses.map((address) => `Listen ${withPort(address, port)}`),
    },
  ],
  service: 'cups',
  takesEffect: 'restart',
  source: 'cupsd.conf(5), Listen and Port',
})
