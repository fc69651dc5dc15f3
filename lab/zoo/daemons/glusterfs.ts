import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['glusterfs-server'],
  start: ({ dir }) => ({
    script: `mkdir -p /run/gluster /var/lib/glusterd /var/log/glusterfs; exec glusterd -N -l ${dir}/log`,
  }),
  endpoints: [{ port: 24007, protocol: 'glusterfs', product: 'GlusterFS' }],
})
