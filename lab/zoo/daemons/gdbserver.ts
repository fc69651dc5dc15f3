import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // It ends with its connection.
  packages: ['gdbserver'],
  start: () => ({ script: 'while true; do gdbserver --multi :2345; done' }),
  endpoints: [{ port: 2345, protocol: 'gdbserver' }],
})
