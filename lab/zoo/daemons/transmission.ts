import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['transmission-daemon'],
  start: ({ dir }) => ({
    script: `exec transmission-daemon -f -g ${dir}/config -a '*.*.*.*' -p 9091 --peerport 51413 --no-portmap --no-dht --no-lpd`,
  }),
  endpoints: [{ port: 9091, protocol: 'http', product: 'Transmission' }],
})
