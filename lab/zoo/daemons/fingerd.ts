import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['fingerd', 'inetutils-inetd'],
  aside: ['fingerd', 'inetutils-inetd'],
  start: ({ dir }) => ({
    files: { 'inetd.conf': 'finger stream tcp nowait nobody /usr/sbin/in.fingerd in.fingerd -w\n' },
    script: `exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [{ port: 79, protocol: 'finger' }],
})
