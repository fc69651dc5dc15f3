import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // HTTP/2 alone: no way leads there from HTTP/1.1, and TLS ends at once unless h2 is offered by ALPN.
  packages: ['nghttp2-server'],
  start: ({ dir, cert, key }) => ({
    script: `nghttpd -d ${dir}/machine 8447 ${key} ${cert} & exec nghttpd --no-tls -d ${dir}/machine 8087`,
  }),
  endpoints: [
    { port: 8087, protocol: 'http', product: 'nghttp2', version: 'revealed' },
    { port: 8447, protocol: 'http', product: 'nghttp2', version: 'revealed', tls: true },
  ],
})
