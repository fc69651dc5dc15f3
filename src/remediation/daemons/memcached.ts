import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'memcached',
  processes: ['memcached'],
  settings: [
    {
      files: {
        debian: '/etc/memcached.conf',
        fedora: '/etc/sysconfig/memcached',
        suse: '/etc/sysconfig/memcached',
        arch: '/etc/conf.d/memcached',
        alpine: '/etc/conf.d/memcached',
      },
      key: '-l',
      pattern: /^\s*(?:-l\s|--listen|OPTIONS=|MEMCACHED_PARAMS=|LISTENON=)/,
      lines: ({ addresses }) => addresses.map((address) => `-l ${address}`),
      once: true,
      rewrite: (line, { addresses }) => {
        if (/^\s*-/.test(line)) return `-l ${addresses.join(',')}`
        if (line.startsWith('LISTENON=')) return `LISTENON="${addresses.join(',')}"`
        const others = line.replace(/\s*(?:-l|--listen=?)\s*[^\s"]+/g, '')
        return others.replace(/"?\s*$/, ` -l ${addresses.join(',')}"`).replace('=" ', '="')
      },
    },
  ],
  service: 'memcached',
  takesEffect: 'restart',
  source: 'memcached(1), -l; /etc/memcached.conf of Debian, /etc/sysconfig/memcached of Fedora',
})
