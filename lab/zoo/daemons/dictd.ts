import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['dictd'],
  start: ({ dir }) => ({
    files: { 'dictd.conf': 'global {\n}\ndatabase_virtual zoo {\n name "zoo"\n database_list ""\n}\n' },
    script: `exec dictd --listen-to 0.0.0.0 -p 12628 -d nodetach -c ${dir}/dictd.conf`,
  }),
  endpoints: [{ port: 12628, protocol: 'dict', product: 'dictd', version: 'revealed' }],
})
