import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['coturn'],
  start: ({ dir, address }) => ({
    files: {
      'turn.conf': `no-tls\nno-dtls\nno-cli\nlt-cred-mech\nrealm=zoo.test\nlog-file=stdout\npidfile=${dir}/pid\nuserdb=${dir}/turndb\n`,
    },
    script: `exec turnserver -c ${dir}/turn.conf -L ${address}`,
  }),
  endpoints: [
    { port: 3478, protocol: 'stun', product: 'Coturn', version: 'revealed', password: true },
    { port: 3478, transport: 'udp', protocol: 'stun', product: 'Coturn', version: 'revealed', password: true },
  ],
})
