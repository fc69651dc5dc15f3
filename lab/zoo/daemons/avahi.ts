import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['avahi-daemon'],
  start: ({ dir }) => ({
    files: {
      'avahi.conf':
        '[server]\nhost-name=zoo\nallow-interfaces=eth0\nenable-dbus=no\n[publish]\npublish-workstation=yes\npublish-hinfo=yes\n',
    },
    script: `mkdir -p /run/avahi-daemon; exec avahi-daemon -f ${dir}/avahi.conf --no-drop-root --no-chroot --no-rlimits`,
  }),
  endpoints: [{ port: 5353, transport: 'udp', protocol: 'mdns' }],
})
