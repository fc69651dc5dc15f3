import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['bitlbee', 'bitlbee-common'],
  aside: ['bitlbee', 'bitlbee-common'],
  start: ({ dir }) => ({
    files: {
      'bitlbee.conf': `[settings]\nRunMode = Daemon\nDaemonInterface = 0.0.0.0\nDaemonPort = 6670\nConfigDir = ${dir}\nHostName = irc.zoo.test\n`,
    },
    script: `exec bitlbee -D -n -v -c ${dir}/bitlbee.conf -u nobody -P ${dir}/pid`,
  }),
  endpoints: [{ port: 6670, protocol: 'irc', product: 'BitlBee' }],
})
