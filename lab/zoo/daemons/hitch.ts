import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['hitch', 'netbase'],
  start: ({ dir, both }) => ({
    files: {
      'hitch.conf': `frontend = "[*]:18443"\nbackend = "[127.0.0.1]:8082"\npem-file = "${both}"\nuser = "nobody"\ngroup = "nogroup"\nworkers = 1\n`,
    },
    script: `exec hitch --config=${dir}/hitch.conf`,
  }),
  endpoints: [{ port: 18443, protocol: 'http', product: 'lighttpd', tls: true }],
})
