import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['knot'],
  start: ({ dir }) => ({
    files: {
      'knot.conf': `server:\n    listen: 0.0.0.0@5302\n    rundir: ${dir}\ndatabase:\n    storage: ${dir}\nlog:\n  - target: stderr\n    any: warning\n`,
    },
    script: `exec knotd -c ${dir}/knot.conf`,
  }),
  endpoints: [{ port: 5302, protocol: 'dns', product: 'Knot DNS', version: 'revealed' }],
})
