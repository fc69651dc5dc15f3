import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Avahi',
  processes: ['avahi-daemon'],
  settings: [
    {
      files: { any: '/etc/avahi/avahi-daemon.conf' },
      key: 'allow-interfaces',
      pattern: /^\s*allow-interfaces\s*=/,
      lines: () => ['allow-interfaces=lo'],
      section: '[server]',
    },
  ],
  service: 'avahi-daemon',
  takesEffect: 'restart',
  caution:
    'It names devices, not addresses: the socket stays at all of them, and packets from other devices are ignored; who needs no names of the network stops it.',
  source: 'avahi-daemon.conf(5), allow-interfaces',
})
