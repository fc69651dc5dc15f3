import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'rpcbind',
  processes: ['rpcbind'],
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
        const [name] = line.split('=')
        return `${name}="-w ${addresses.map((address) => `-h ${address}`).join(' ')}"`
      },
    },
  ],
  service: 'rpcbind',
  takesEffect: 'restart',
  caution:
    'Where rpcbind.socket holds the port, its ListenStream and ListenDatagram decide. Without NFS 3 nothing needs it.',
  source: 'rpcbind(8), -h',
})
