import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'the NFS server',
  processes: ['nfsd', 'rpc.nfsd'],
  settings: [
    {
      files: { any: '/etc/nfs.conf' },
      key: 'host',
      pattern: /^\s*host\s*=/,
      lines: ({ addresses }) => [`host = ${addresses.join(',')}`],
      section: '[nfsd]',
    },
  ],
  kernelPorts: [2049],
  service: 'nfs-server',
  takesEffect: 'restart',
  source: 'nfs.conf(5), section nfsd, host',
})
