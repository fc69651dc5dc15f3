import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'vsftpd',
  processes: ['vsftpd'],
  settings: [
    {
      files: {
        debian: '/etc/vsftpd.conf',
        suse: '/etc/vsftpd.conf',
        arch: '/etc/vsftpd.conf',
        any: '/etc/vsftpd/vsftpd.conf',
      },
      key: 'listen_address',
      pattern: /^\s*(?:listen_address6?|listen|listen_ipv6)=/,
      lines: ({ addresses }) =>
        addresses[0]!.includes(':')
          ? ['listen=NO', 'listen_ipv6=YES', `listen_address6=${addresses[0]}`]
          : ['listen=YES', 'listen_ipv6=NO', `listen_address=${addresses[0]}`],
    },
  ],
  service: 'vsftpd',
  takesEffect: 'restart',
  source: 'vsftpd.conf(5), listen_address',
})
