import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // HTTP/2 without TLS and without a way to get there from HTTP/1.1.
  packages: ['nghttp2-server'],
  start: ({ dir }) => ({ script: `exec nghttpd --no-tls -d ${dir}/machine 8087` }),
  endpoints: [{ port: 8087, protocol: 'http', product: 'nghttp2', version: 'revealed' }],
})
