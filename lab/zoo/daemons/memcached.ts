import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['memcached'],
  start: () => ({ script: 'exec memcached -u root -l 0.0.0.0 -p 21211 -U 11211' }),
  endpoints: [
    { port: 21211, protocol: 'memcached', product: 'Memcached', version: 'revealed' },
    { port: 11211, transport: 'udp', protocol: 'memcached', product: 'Memcached', version: 'revealed' },
  ],
})
