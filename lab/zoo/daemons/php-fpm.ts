import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['php8.2-fpm'],
  start: ({ dir }) => ({
    files: {
      'fpm.conf': `[global]\npid = ${dir}/pid\nerror_log = ${dir}/log\ndaemonize = no\n[www]\nuser = nobody\nlisten = 0.0.0.0:9000\npm = static\npm.max_children = 2\n`,
    },
    script: `exec php-fpm8.2 -F -y ${dir}/fpm.conf`,
  }),
  endpoints: [{ port: 9000, protocol: 'fastcgi' }],
})
