import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nagios-nrpe-server'],
  start: ({ dir }) => ({
    files: {
      'nrpe.cfg': `server_port=5666\nallowed_hosts=127.0.0.1,10.9.0.1\nnrpe_user=nobody\nnrpe_group=nogroup\npid_file=${dir}/pid\n`,
    },
    script: `exec nrpe -f -c ${dir}/nrpe.cfg`,
  }),
  endpoints: [{ port: 5666, protocol: 'nrpe', product: 'NRPE', version: 'revealed', tls: true }],
})
