import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tgt'],
  start: () => ({ script: 'exec tgtd -f --iscsi portal=0.0.0.0:3260' }),
  endpoints: [{ port: 3260, protocol: 'iscsi' }],
})
