import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'ProFTPD',
  processes: ['proftpd'],
  settings: [
    {
      files: { debian: '/etc/proftpd/proftpd.conf', alpine: '/etc/proftpd/proftpd.conf', any: '/etc/proftpd.conf' },
      key: 'DefaultAddress',
      pattern: /^\s*(?:DefaultAddress|SocketBindTight)\s/i,
      lines: ({ addresses }) => [`DefaultAddress ${addresses[0]}`, 'SocketBindTight on'],
    },
  ],
  service: 'proftpd',
  takesEffect: 'restart',
  test: ['proftpd', '--configtest'],
  source: 'ProFTPD documentation, DefaultAddress and SocketBindTight',
})
