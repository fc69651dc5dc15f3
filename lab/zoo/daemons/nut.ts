import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nut-server'],
  start: ({ dir }) => ({
    files: {
      'upsd.conf': 'LISTEN 0.0.0.0 13493\n',
      '/etc/nut/nut.conf': 'MODE=netserver\n',
      'upsd.users': '',
      'ups.conf': '[zoo]\ndriver = dummy-ups\nport = zoo.dev\n',
    },
    script: `chmod 640 ${dir}/upsd.users; export NUT_CONFPATH=${dir} NUT_STATEPATH=${dir} NUT_ALTPIDPATH=${dir}
      mkdir -p /run/nut; exec upsd -F -u root`,
  }),
  endpoints: [{ port: 13493, protocol: 'nut', product: 'Network UPS Tools', version: 'revealed' }],
})
