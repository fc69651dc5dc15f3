import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'chrony',
  processes: ['chronyd'],
  settings: [
    {
      files: { debian: '/etc/chrony/chrony.conf', alpine: '/etc/chrony/chrony.conf', any: '/etc/chrony.conf' },
      key: 'port, bindaddress',
      pattern: /^\s*(?:bindaddress|port)\s/,
      lines: ({ addresses, isLoopback }) =>
        isLoopback ? ['port 0'] : addresses.map((address) => `bindaddress ${address}`),
    },
  ],
  service: 'chrony',
  takesEffect: 'restart',
  caution: 'Its own clock is kept right all the same; allow lines say whom it serves.',
  source: 'chrony.conf(5), port: 0 keeps it from being a server; bindaddress',
})
