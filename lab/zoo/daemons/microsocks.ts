import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['microsocks'],
  start: () => ({ script: 'exec microsocks -p 1080' }),
  endpoints: [{ port: 1080, protocol: 'socks' }],
})
