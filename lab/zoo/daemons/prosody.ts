import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['prosody'],
  start: ({ dir, cert, key }) => ({
    files: {
      'prosody.cfg.lua': `run_as_root = true\npidfile = "${dir}/pid"\ndata_path = "${dir}"\nlog = { info = "*console" }\nmodules_enabled = { "saslauth", "tls", "dialback", "disco" }\nhttp_ports = {}\nhttps_ports = {}\nVirtualHost "zoo.test"\n ssl = { key = "${key}", certificate = "${cert}" }\n`,
    },
    script: `exec prosody -F --config ${dir}/prosody.cfg.lua`,
  }),
  endpoints: [
    { port: 5222, protocol: 'xmpp', password: true },
    { port: 5269, protocol: 'xmpp' },
  ],
})
