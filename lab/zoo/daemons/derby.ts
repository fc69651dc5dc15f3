import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['derby-tools'],
  start: ({ dir }) => ({
    script: `exec java -Xmx128m -Dderby.system.home=${dir} -cp '/usr/share/java/derby.jar:/usr/share/java/derbynet.jar:/usr/share/java/derbytools.jar' org.apache.derby.drda.NetworkServerControl start -h 0.0.0.0 -p 1527 -noSecurityManager`,
  }),
  endpoints: [{ port: 1527, protocol: 'drda', product: 'Apache Derby', version: 'revealed' }],
})
