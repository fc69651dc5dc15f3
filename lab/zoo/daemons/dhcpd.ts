import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['isc-dhcp-server'],
  start: ({ dir }) => ({
    files: {
      '/var/lib/zoo/dhcpd.conf': 'omapi-port 7911;\nsubnet 10.9.0.0 netmask 255.255.255.0 { }\n',
      '/var/lib/zoo/leases': '',
    },
    script: `exec dhcpd -4 -f -cf /var/lib/zoo/dhcpd.conf -lf /var/lib/zoo/leases -pf ${dir}/pid eth0`,
  }),
  endpoints: [{ port: 7911, protocol: 'omapi', product: 'ISC DHCP' }],
})
