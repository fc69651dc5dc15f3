import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['distcc'],
  start: ({ dir }) => ({
    script: `exec distccd --daemon --no-detach --allow 10.9.0.0/24 --log-file ${dir}/log --user nobody --enable-tcp-insecure`,
  }),
  endpoints: [{ port: 3632, protocol: 'distcc' }],
})
