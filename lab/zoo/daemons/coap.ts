import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['libcoap3-bin'],
  start: () => ({ script: 'exec coap-server-notls -A 0.0.0.0 -p 5683' }),
  endpoints: [{ port: 5683, transport: 'udp', protocol: 'coap' }],
})
