import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['gearman-job-server'],
  start: () => ({ script: 'exec gearmand -p 4730 -l stderr' }),
  endpoints: [{ port: 4730, protocol: 'gearman', product: 'gearmand', version: 'revealed' }],
})
