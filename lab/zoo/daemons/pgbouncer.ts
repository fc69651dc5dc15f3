import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['pgbouncer'],
  start: ({ dir }) => ({
    files: {
      'pgbouncer.ini': `[databases]\n* = host=127.0.0.1\n[pgbouncer]\nlisten_addr = *\nlisten_port = 6432\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = ${dir}/users\n`,
      users: '"zoo" "zoo"\n',
    },
    script: `exec setpriv --reuid=nobody --regid=nogroup --clear-groups pgbouncer -q ${dir}/pgbouncer.ini`,
  }),
  endpoints: [{ port: 6432, protocol: 'postgresql', product: 'PgBouncer', password: true }],
})
