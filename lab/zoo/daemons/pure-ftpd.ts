import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['pure-ftpd'],
  aside: ['pure-ftpd'],
  start: () => ({ script: 'exec pure-ftpd -S 2021 -E -u 1 -g /run/pid' }),
  endpoints: [{ port: 2021, protocol: 'ftp', product: 'Pure-FTPd', password: true }],
})
