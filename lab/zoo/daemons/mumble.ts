import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mumble-server'],
  start: ({ dir, cert, key }) => ({
    files: {
      'mumble.ini': `database=${dir}/db\nlogfile=\nsslCert=${cert}\nsslKey=${key}\nport=64738\nbonjour=false\n`,
    },
    script: `exec murmurd -fg -ini ${dir}/mumble.ini`,
  }),
  endpoints: [{ port: 64738, protocol: 'mumble', product: 'Murmur', version: 'revealed', tls: true }],
})
