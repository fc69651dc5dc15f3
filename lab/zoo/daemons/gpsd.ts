import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['gpsd'],
  start: () => ({ script: 'exec gpsd -N -n -G -S 2947 udp://127.0.0.1:9999' }),
  endpoints: [{ port: 2947, protocol: 'gpsd', product: 'gpsd', version: 'revealed' }],
})
