import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['python3.11', 'python3'],
  // The server has a version of its own, which has been 0.6 for long.
  versionOf: (upstream) => [upstream, '0.6'],
  start: ({ dir }) => ({ script: `exec /usr/bin/python3 -m http.server 8000 --directory ${dir}/machine` }),
  endpoints: [{ port: 8000, protocol: 'http', product: 'Python http.server', version: 'revealed' }],
})
