import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nodejs'],
  start: () => ({ script: `exec node --inspect=0.0.0.0:9229 -e 'setInterval(() => {}, 1000)'` }),
  endpoints: [{ port: 9229, protocol: 'node-inspector', product: 'Node.js', version: 'revealed' }],
})
