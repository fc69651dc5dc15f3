import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['prometheus-pushgateway'],
  start: () => ({ script: 'exec prometheus-pushgateway --web.listen-address=:19091' }),
  endpoints: [{ port: 19091, protocol: 'http', product: 'Pushgateway', version: 'revealed' }],
})
