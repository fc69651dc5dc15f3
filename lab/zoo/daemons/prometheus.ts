import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['prometheus'],
  start: ({ dir }) => ({
    files: { 'prometheus.yml': 'global: {}\n' },
    script: `exec prometheus --config.file=${dir}/prometheus.yml --storage.tsdb.path=${dir}/data --web.listen-address=:9090`,
  }),
  endpoints: [{ port: 9090, protocol: 'http', product: 'Prometheus', version: 'revealed' }],
})
