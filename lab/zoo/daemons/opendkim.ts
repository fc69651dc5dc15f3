import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['opendkim'],
  start: ({ dir }) => ({
    files: { 'opendkim.conf': 'Socket inet:8891@0.0.0.0\nMode v\n' },
    script: `exec opendkim -f -x ${dir}/opendkim.conf`,
  }),
  endpoints: [{ port: 8891, protocol: 'milter' }],
})
