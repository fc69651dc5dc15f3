import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['activemq'],
  start: ({ dir }) => ({
    script: `exec java -Xmx128m -Dactivemq.home=/usr/share/activemq -Dactivemq.base=${dir} -Dactivemq.conf=${dir} -Dactivemq.data=${dir}/data -jar /usr/share/activemq/bin/activemq.jar start 'broker:(tcp://0.0.0.0:61626,stomp://0.0.0.0:61613)?persistent=false&useJmx=false'`,
  }),
  endpoints: [
    { port: 61626, protocol: 'openwire', product: 'Apache ActiveMQ', version: 'revealed' },
    { port: 61613, protocol: 'stomp' },
  ],
})
