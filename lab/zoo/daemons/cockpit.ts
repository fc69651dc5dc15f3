import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['cockpit-ws'],
  start: () => ({ script: 'mkdir -p /run/cockpit; exec /usr/lib/cockpit/cockpit-ws --no-tls -p 9191' }),
  endpoints: [{ port: 9191, protocol: 'http', product: 'Cockpit', password: true }],
})
