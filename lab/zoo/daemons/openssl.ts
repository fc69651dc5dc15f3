import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openssl'],
  start: ({ cert, key }) => ({ script: `exec openssl s_server -accept 4433 -cert ${cert} -key ${key} -www -quiet` }),
  endpoints: [{ port: 4433, protocol: 'http', tls: true }],
})
