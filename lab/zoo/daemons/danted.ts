import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['dante-server'],
  start: ({ dir }) => ({
    files: {
      'danted.conf':
        'logoutput: stderr\ninternal: 0.0.0.0 port = 11080\nexternal: eth0\nsocksmethod: username\nuser.unprivileged: nobody\nclient pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\nsocks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }\n',
    },
    script: `exec danted -f ${dir}/danted.conf`,
  }),
  endpoints: [{ port: 11080, protocol: 'socks', password: true }],
})
