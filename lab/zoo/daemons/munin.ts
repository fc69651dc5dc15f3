import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['munin-node'],
  start: ({ dir }) => ({
    files: {
      'munin-node.conf': `log_level 1\nlog_file ${dir}/log\npid_file ${dir}/pid\nbackground 0\nsetsid 0\nuser root\ngroup root\nhost_name zoo.test\nallow ^10\\.9\\.0\\.1$\nhost *\nport 14949\n`,
    },
    script: `mkdir -p /run/munin; exec munin-node --config ${dir}/munin-node.conf`,
  }),
  endpoints: [{ port: 14949, protocol: 'munin', product: 'Munin', version: 'revealed' }],
})
