import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['chrony'],
  start: ({ dir }) => ({
    files: {
      'chrony.conf': `allow all\nlocal stratum 10\ncmdport 0\nbindcmdaddress /\npidfile ${dir}/pid\nuser root\n`,
    },
    script: `exec chronyd -d -x -f ${dir}/chrony.conf`,
  }),
  endpoints: [{ port: 123, transport: 'udp', protocol: 'ntp' }],
})
