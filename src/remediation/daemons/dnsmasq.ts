import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'dnsmasq',
  processes: ['dnsmasq'],
  settings: [
    {
      files: { any: '/etc/dnsmasq.conf' },
      key: 'listen-address',
      pattern: /^\s*(?:listen-address=|bind-interfaces\b|interface=)/,
      lines: ({ addresses }) => [`listen-address=${addresses.join(',')}`, 'bind-interfaces'],
    },
  ],
  service: 'dnsmasq',
  takesEffect: 'restart',
  test: ['dnsmasq', '--test'],
  caution: 'As a DHCP server it has to hear the network of its clients.',
  source: 'dnsmasq(8), --listen-address and --bind-interfaces',
})
