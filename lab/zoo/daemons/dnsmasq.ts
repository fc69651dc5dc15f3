import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['dnsmasq-base'],
  start: () => ({ script: 'exec dnsmasq -k -C /dev/null -p 5300 --no-resolv --no-hosts --user=root --pid-file=' }),
  endpoints: [
    { port: 5300, protocol: 'dns', product: 'dnsmasq', version: 'revealed' },
    { port: 5300, transport: 'udp', protocol: 'dns', product: 'dnsmasq', version: 'revealed' },
  ],
})
