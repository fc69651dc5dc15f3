import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['cvs', 'inetutils-inetd'],
  aside: ['inetutils-inetd'],
  start: ({ dir }) => ({
    files: {
      '/etc/services': 'cvspserver 2401/tcp\n',
      'inetd.conf': `cvspserver stream tcp nowait root /usr/bin/cvs cvs -f --allow-root=${dir}/cvsroot pserver\n`,
    },
    script: `cvs -d ${dir}/cvsroot init; exec inetutils-inetd -d ${dir}/inetd.conf`,
  }),
  endpoints: [{ port: 2401, protocol: 'cvspserver', product: 'CVS' }],
})
