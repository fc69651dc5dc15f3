import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mini-httpd'],
  start: ({ dir }) => ({ script: `exec mini_httpd -D -p 8090 -d ${dir}/machine` }),
  endpoints: [{ port: 8090, protocol: 'http', product: 'mini_httpd', version: 'revealed' }],
})
