import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Samba',
  processes: ['smbd', 'nmbd'],
  settings: [
    {
      files: { any: '/etc/samba/smb.conf' },
      key: 'interfaces',
      pattern: /^\s*(?:interfaces|bind interfaces only)\s*=/i,
      lines: ({ addresses, isLoopback }) => [
        `interfaces = ${isLoopback ? 'lo' : `lo ${addresses.join(' ')}`}`,
        'bind interfaces only = yes',
      ],
      section: '[global]',
    },
  ],
  service: 'smbd',
  takesEffect: 'restart',
  test: ['testparm', '-s'],
  caution: 'nmbd stays at 0.0.0.0 for broadcasts, and leaves out those of other networks.',
  source: 'smb.conf(5), interfaces and bind interfaces only',
})
