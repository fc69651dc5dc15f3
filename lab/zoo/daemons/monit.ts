import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['monit'],
  start: ({ dir }) => ({
    files: {
      monitrc: `set daemon 60\nset pidfile ${dir}/pid\nset idfile ${dir}/id\nset statefile ${dir}/state\nset httpd port 12812\n allow admin:zoo\n`,
    },
    script: `chmod 600 ${dir}/monitrc; exec monit -I -c ${dir}/monitrc`,
  }),
  endpoints: [{ port: 12812, protocol: 'http', product: 'Monit', version: 'revealed', password: true }],
})
