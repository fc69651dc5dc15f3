import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['busybox'],
  start: ({ dir }) => ({ script: `exec busybox httpd -f -p 8085 -h ${dir}/machine` }),
  endpoints: [{ port: 8085, protocol: 'http' }],
})
