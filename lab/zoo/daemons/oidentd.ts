import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['oidentd'],
  start: () => ({ script: 'exec oidentd -i -u nobody -g nogroup' }),
  endpoints: [{ port: 113, protocol: 'ident' }],
})
