import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['clamav-daemon'],
  start: ({ dir }) => ({
    files: {
      'clamd.conf': `Foreground yes\nDatabaseDirectory ${dir}/db\nTCPSocket 13310\nUser nobody\n`,
      'db/zoo.hdb': '44d88612fea8a8f36de82e1278abb02f:68:Eicar\n',
    },
    script: `chmod -R a+rX ${dir}/db; exec clamd -c ${dir}/clamd.conf`,
  }),
  endpoints: [{ port: 13310, protocol: 'clamd', product: 'ClamAV', version: 'revealed' }],
})
