import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Redis',
  processes: ['redis-server'],
  settings: [
    {
      files: {
        debian: '/etc/redis/redis.conf',
        fedora: ['/etc/redis/redis.conf', '/etc/redis.conf'],
        any: '/etc/redis.conf',
      },
      key: 'bind',
      pattern: /^\s*bind\s/i,
      // A hyphen before an address: it may be missing.
      lines: ({ addresses }) => [
        `bind ${addresses.map((address) => (address === '::1' ? '-::1' : address)).join(' ')}`,
      ],
    },
  ],
  service: 'redis-server',
  takesEffect: 'restart',
  caution: 'Before Redis 6.2 an address has no hyphen before it: ::1.',
  source: 'redis.conf as it is shipped, section NETWORK',
})
