import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['dropbear-bin'],
  start: () => ({ script: 'mkdir -p /etc/dropbear; exec dropbear -F -E -R -p 2222' }),
  endpoints: [{ port: 2222, protocol: 'ssh', product: 'Dropbear', version: 'revealed', password: true }],
})
