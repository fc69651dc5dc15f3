import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['xvfb'],
  start: () => ({ script: 'exec Xvfb :5 -ac -nolock -nolisten unix -nolisten local -listen tcp -screen 0 320x200x8' }),
  endpoints: [{ port: 6005, protocol: 'x11', product: 'X.Org', version: 'revealed' }],
})
