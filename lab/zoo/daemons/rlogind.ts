import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // Its sisters rshd and rexecd say nothing but to a user.
  packages: ['rsh-server', 'inetutils-inetd'],
  aside: ['rsh-server', 'inetutils-inetd'],
  start: ({ dir }) => ({
    files: { 'inetd.conf': 'login stream tcp nowait root /usr/sbin/in.rlogind in.rlogind\n' },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [{ port: 513, protocol: 'rlogin' }],
})
