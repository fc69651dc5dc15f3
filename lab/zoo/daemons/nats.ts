import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nats-server'],
  start: () => ({ script: 'exec nats-server -p 14222 -m 8222' }),
  endpoints: [
    { port: 14222, protocol: 'nats', product: 'NATS', version: 'revealed' },
    { port: 8222, protocol: 'http', product: 'NATS', version: 'revealed' },
  ],
})
