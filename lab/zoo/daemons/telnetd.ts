import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['inetutils-telnetd', 'inetutils-inetd'],
  aside: ['inetutils-telnetd', 'inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      'inetd.conf':
        'telnet stream tcp nowait root /usr/sbin/telnetd telnetd\n2323 stream tcp nowait root /usr/sbin/telnetd telnetd\n',
    },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [
    { port: 23, protocol: 'telnet', password: true },
    { port: 2323, protocol: 'telnet', password: true },
  ],
})
