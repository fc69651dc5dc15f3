import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nsd'],
  start: ({ dir }) => ({
    files: {
      'nsd.conf': `server:\n  port: 5303\n  ip-address: 0.0.0.0\n  pidfile: ${dir}/pid\n  zonesdir: ${dir}\n  database: ""\n  username: ""\n  xfrdfile: ${dir}/xfrd\n  zonelistfile: ${dir}/zones\nremote-control:\n  control-enable: no\n`,
    },
    script: `exec nsd -d -c ${dir}/nsd.conf`,
  }),
  endpoints: [{ port: 5303, protocol: 'dns', product: 'NSD', version: 'revealed' }],
})
