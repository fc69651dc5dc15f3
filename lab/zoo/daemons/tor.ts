import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tor'],
  start: ({ dir }) => ({
    files: {
      torrc: `SocksPort 0.0.0.0:9050\nDataDirectory ${dir}/data\nDisableNetwork 0\nUser root\nLog notice stdout\n`,
    },
    script: `exec tor -f ${dir}/torrc`,
  }),
  endpoints: [{ port: 9050, protocol: 'socks', product: 'Tor' }],
})
