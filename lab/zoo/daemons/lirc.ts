import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['lirc'],
  aside: ['lirc'],
  start: ({ dir }) => ({
    files: { 'lircd.conf': '' },
    script: `mkdir -p /run/lirc; exec lircd --nodaemon --driver=udp --device=5000 --output=${dir}/socket --pidfile=${dir}/pid --listen=0.0.0.0:8767 ${dir}/lircd.conf`,
  }),
  endpoints: [{ port: 8767, protocol: 'lirc', product: 'LIRC', version: 'revealed' }],
})
