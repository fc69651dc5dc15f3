import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['privoxy'],
  start: ({ dir }) => ({
    files: {
      config: `listen-address 0.0.0.0:18118\nconfdir /etc/privoxy\ntempldir /etc/privoxy/templates\nlogdir ${dir}\n`,
    },
    script: `exec privoxy --no-daemon ${dir}/config`,
  }),
  endpoints: [{ port: 18118, protocol: 'http-proxy', product: 'Privoxy', version: 'revealed' }],
})
