import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openjdk-17-jre-headless'],
  start: () => ({ script: 'exec rmiregistry 1099' }),
  endpoints: [{ port: 1099, protocol: 'java-rmi' }],
})
