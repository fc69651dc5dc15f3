import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['strongswan-charon'],
  start: ({ dir }) => ({
    files: { 'strongswan.conf': 'charon {\n load_modular = no\n}\n' },
    script: `export STRONGSWAN_CONF=${dir}/strongswan.conf; exec /usr/lib/ipsec/charon`,
  }),
  endpoints: [{ port: 500, transport: 'udp', protocol: 'ike' }],
})
