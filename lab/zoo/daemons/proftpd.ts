import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['proftpd-core'],
  aside: ['proftpd-core'],
  start: ({ dir }) => ({
    files: {
      'proftpd.conf':
        'ServerName zoo\nServerType standalone\nPort 2121\nUseIPv6 off\nUser nobody\nGroup nogroup\nModulePath /usr/lib/proftpd\n' +
        `ScoreboardFile /run/proftpd/scoreboard\nPidFile ${dir}/pid\nDelayTable none\nWtmpLog off\n`,
    },
    script: `mkdir -p /run/proftpd /var/log/proftpd; exec proftpd -n -c ${dir}/proftpd.conf`,
  }),
  endpoints: [{ port: 2121, protocol: 'ftp', product: 'ProFTPD', password: true }],
})
