import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Unbound',
  processes: ['unbound'],
  settings: [
    {
      files: { any: '/etc/unbound/unbound.conf' },
      key: 'interface',
      pattern: /^\s*interface:\s/,
      lines: ({ addresses }) => addresses.map((address) => `interface: ${address}`),
      section: 'server:',
    },
  ],
  service: 'unbound',
  takesEffect: 'restart',
  test: ['unbound-checkconf'],
  caution: 'Files that it includes may have interface lines of their own.',
  source: 'unbound.conf(5), interface',
})
