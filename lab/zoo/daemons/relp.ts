import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['librelp0', 'rsyslog-relp', 'rsyslog'],
  aside: ['rsyslog', 'rsyslog-relp'],
  // It tells the version of the library.
  start: ({ dir }) => ({
    files: {
      'rsyslog.conf': `module(load="imrelp")\ninput(type="imrelp" port="2514")\n*.* action(type="omfile" file="${dir}/log")\n`,
    },
    script: `exec rsyslogd -n -f ${dir}/rsyslog.conf -i ${dir}/pid`,
  }),
  endpoints: [{ port: 2514, protocol: 'relp', product: 'librelp', version: 'revealed' }],
})
