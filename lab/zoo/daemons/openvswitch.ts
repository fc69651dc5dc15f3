import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openvswitch-switch'],
  start: ({ dir }) => ({
    script: `ovsdb-tool create ${dir}/db /usr/share/openvswitch/vswitch.ovsschema
      exec ovsdb-server ${dir}/db --remote=ptcp:6640:0.0.0.0 --unixctl=${dir}/ctl`,
  }),
  endpoints: [{ port: 6640, protocol: 'ovsdb', product: 'Open vSwitch' }],
})
