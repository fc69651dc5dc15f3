import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'rpcbind',
  processes: ['rpcbind'],
  // Of TCP it has all addresses, whatever is said.
  decides: ({ transport }) => transport === 'udp',
  settings: [
    {
      files: {
        debian: '/etc/default/rpcbind',
        fedora: '/etc/sysconfig/rpcbind',
        suse: '/etc/sysconfig/rpcbind',
        alpine: '/etc/conf.d/rpcbind',
        arch: '/etc/conf.d/rpcbind',
      },
      key: '-h',
      pattern: /^\s*(?:OPTIONS|RPCBIND_ARGS|RPCBIND_OPTIONS|RPCBIND_OPTS|rpcbind_opts)=/,
      lines: ({ addresses }) => [`OPTIONS="-w ${addresses.map((address) => `-h ${address}`).join(' ')}"`],
      rewrite: (line, { addresses }) => {
        const [, name = '', value = ''] = /^\s*(\w+)=["']?([^"']*)/.exec(line) ?? []
        const others = value.replaceAll(/(?:^|\s)-h\s*[^\s-]\S*/g, '').trim()
        const words = [others, ...addresses.map((address) => `-h ${address}`)].filter((word) => word !== '')
        return `${name}="${words.join(' ')}"`
      },
    },
  ],
  service: 'rpcbind',
  takesEffect: 'restart',
  caution:
    'This is for UDP alone, and it adds loopback by itself. Where rpcbind.socket holds the port, its ListenStream and ListenDatagram decide. Without NFS 3 nothing needs it.',
  source: 'rpcbind(8), -h',
})
