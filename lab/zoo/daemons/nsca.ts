import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nsca'],
  aside: ['nsca'],
  start: ({ dir }) => ({
    files: {
      'nsca.cfg': `server_port=5667\nserver_address=0.0.0.0\nnsca_user=nobody\nnsca_group=nogroup\npid_file=${dir}/pid\ncommand_file=${dir}/command\nalternate_dump_file=${dir}/dump\npassword=zoo\ndecryption_method=1\ndebug=0\nmax_packet_age=30\n`,
    },
    script: `exec nsca -f -c ${dir}/nsca.cfg`,
  }),
  endpoints: [{ port: 5667, protocol: 'nsca', product: 'NSCA' }],
})
