import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['gdbserver'],
  start: () => ({ script: 'exec gdbserver --multi :2345' }),
  endpoints: [{ port: 2345, protocol: 'gdbserver' }],
})
