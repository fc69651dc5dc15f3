import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['firebird3.0-server'],
  start: ({ dir }) => ({
    files: {
      '/etc/firebird/3.0/firebird.conf': 'RemoteBindAddress =\nRemoteServicePort = 3050\nWireCrypt = Enabled\n',
    },
    script: `mkdir -p /run/firebird3.0; export FIREBIRD_LOCK=${dir}; exec /usr/sbin/firebird`,
  }),
  endpoints: [{ port: 3050, protocol: 'firebird', product: 'Firebird' }],
})
