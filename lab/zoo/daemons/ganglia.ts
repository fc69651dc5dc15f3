import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['ganglia-monitor'],
  start: ({ dir, address }) => ({
    files: {
      'gmond.conf': `globals { daemonize = no setuid = no deaf = no mute = no }\ncluster { name = "zoo" }\nudp_send_channel { host = ${address} port = 18649 }\nudp_recv_channel { port = 18649 }\ntcp_accept_channel { port = 18649 }\nmodules { module { name = "core_metrics" } }\n`,
    },
    script: `exec gmond -c ${dir}/gmond.conf -f`,
  }),
  endpoints: [{ port: 18649, protocol: 'ganglia', product: 'Ganglia', version: 'revealed' }],
})
