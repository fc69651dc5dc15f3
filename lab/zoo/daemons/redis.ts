import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['redis-server'],
  start: ({ dir }) => ({ script: `exec redis-server --port 16399 --protected-mode no --dir ${dir} --save ''` }),
  endpoints: [{ port: 16399, protocol: 'redis', product: 'Redis', version: 'revealed' }],
})
