import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['snmpd'],
  start: ({ dir }) => ({
    files: { 'snmpd.conf': 'sysLocation zoo\nrouser zoo\n' },
    script: `export SNMP_PERSISTENT_DIR=${dir}/machine; exec snmpd -f -Lo -C -c ${dir}/snmpd.conf -I -smux udp:161`,
  }),
  endpoints: [{ port: 161, transport: 'udp', protocol: 'snmp', product: 'Net-SNMP', password: true }],
})
