import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['redis-server'],
  start: ({ dir }) => ({ script: `exec redis-server --port 6379 --protected-mode no --dir ${dir} --save ''` }),
  endpoints: [{ port: 6379, protocol: 'redis', product: 'Redis', version: 'revealed' }],
})
