import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['iperf3'],
  start: () => ({ script: 'exec iperf3 -s -p 5201' }),
  endpoints: [{ port: 5201, protocol: 'iperf3', product: 'iperf3' }],
})
