import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tftpd-hpa'],
  start: ({ dir }) => ({ script: `exec in.tftpd -L -4 -u root -s ${dir}/machine` }),
  endpoints: [{ port: 69, transport: 'udp', protocol: 'tftp' }],
})
