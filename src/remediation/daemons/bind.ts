import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'BIND',
  processes: ['named'],
  settings: [
    {
      files: {
        debian: '/etc/bind/named.conf.options',
        any: '/etc/named.conf',
        arch: '/etc/named.conf',
        alpine: '/etc/bind/named.conf',
      },
      key: 'listen-on and listen-on-v6',
      pattern: /^\s*listen-on(?:-v6)?\s.*\}\s*;\s*$/,
      lines: ({ addresses }) => [
        `listen-on { ${addresses.find((address) => !address.includes(':')) ?? 'none'}; };`,
        `listen-on-v6 { ${addresses.find((address) => address.includes(':')) ?? 'none'}; };`,
      ],
      section: 'options {',
    },
  ],
  service: 'named',
  takesEffect: 'restart',
  test: ['named-checkconf'],
  source: 'BIND 9 Administrator Reference Manual, listen-on',
})
