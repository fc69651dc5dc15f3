import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['redis-server'],
  start: ({ dir }) => ({ script: `exec redis-server --port 16380 --requirepass zoo --dir ${dir} --save ''` }),
  endpoints: [{ port: 16380, protocol: 'redis', product: 'Redis', password: true }],
})
