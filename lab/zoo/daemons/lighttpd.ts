import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['lighttpd'],
  start: ({ dir }) => ({
    files: { 'lighttpd.conf': `server.document-root = "${dir}/machine"\nserver.port = 8082\n` },
    script: `exec lighttpd -D -f ${dir}/lighttpd.conf`,
  }),
  endpoints: [{ port: 8082, protocol: 'http', product: 'lighttpd', version: 'revealed' }],
})
