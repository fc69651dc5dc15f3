import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['squid'],
  start: ({ dir }) => ({
    files: {
      'squid.conf': `http_port 13128\nhttp_access allow all\ncache_log ${dir}/log\naccess_log none\npid_filename ${dir}/pid\n`,
    },
    script: `exec squid -N -f ${dir}/squid.conf`,
  }),
  endpoints: [{ port: 13128, protocol: 'http-proxy', product: 'Squid', version: 'revealed' }],
})
