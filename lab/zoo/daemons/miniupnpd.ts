import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['miniupnpd', 'miniupnpd-nftables'],
  // It wants a public address on another interface.
  start: ({ dir }) => ({
    files: {
      conf: 'ext_ifname=wan0\nlistening_ip=eth0\nhttp_port=5431\nuuid=9f0865b3-f5da-4ad5-85b7-7404637fdf37\nenable_natpmp=yes\n',
    },
    script: `ip link add wan0 type veth peer name wan1; ip addr add 198.51.100.1/24 dev wan0; ip link set wan0 up; ip link set wan1 up
exec miniupnpd -d -f ${dir}/conf -P ${dir}/pid`,
  }),
  endpoints: [
    { port: 1900, transport: 'udp', protocol: 'ssdp', product: 'MiniUPnPd', version: 'revealed' },
    { port: 5431, protocol: 'http', product: 'MiniUPnPd', version: 'revealed' },
    { port: 5351, transport: 'udp', protocol: 'nat-pmp' },
  ],
})
