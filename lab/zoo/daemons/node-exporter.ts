import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // Not on 9100, its usual port: that is where printers take raw jobs, and nobody asks there.
  packages: ['prometheus-node-exporter'],
  start: () => ({ script: 'exec prometheus-node-exporter --web.listen-address=:19100' }),
  endpoints: [{ port: 19100, protocol: 'http', product: 'Node Exporter', version: 'revealed' }],
})
