import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['python3.11', 'python3'],
  start: ({ dir }) => ({ script: `exec /usr/bin/python3 -m http.server 8000 --directory ${dir}/machine` }),
  endpoints: [{ port: 8000, protocol: 'http', product: 'Python http.server', version: 'revealed' }],
})
