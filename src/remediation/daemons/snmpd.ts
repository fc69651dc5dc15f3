import { defineDaemon, withPort } from '../daemon.ts'

export default defineDaemon({
  title: 'the SNMP agent',
  processes: ['snmpd'],
  settings: [
    {
      files: { any: '/etc/snmp/snmpd.conf' },
      key: 'agentaddress',
      pattern: /^\s*agentaddress\s/i,
      lines: ({ addresses, port, transport }) => [
        `agentaddress ${addresses.map((address) => `${transport}${address.includes(':') ? '6' : ''}:${withPort(address, port)}`).join(',')}`,
      ],
    },
  ],
  service: 'snmpd',
  takesEffect: 'restart',
  source: 'snmpd.conf(5), agentaddress',
})
