import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['prometheus-alertmanager'],
  start: ({ dir }) => ({
    files: { 'alertmanager.yml': 'route:\n  receiver: none\nreceivers:\n  - name: none\n' },
    script: `exec prometheus-alertmanager --config.file=${dir}/alertmanager.yml --storage.path=${dir}/data --web.listen-address=:9093 --cluster.listen-address=`,
  }),
  endpoints: [{ port: 9093, protocol: 'http', product: 'Alertmanager', version: 'revealed' }],
})
