import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['rpcbind'],
  start: () => ({ script: 'exec rpcbind -f -w' }),
  endpoints: [
    { port: 111, protocol: 'rpcbind' },
    { port: 111, transport: 'udp', protocol: 'rpcbind' },
  ],
})
