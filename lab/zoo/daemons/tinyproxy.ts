import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tinyproxy-bin'],
  start: ({ dir }) => ({
    files: { 'tinyproxy.conf': 'Port 8888\nTimeout 60\nAllow 10.9.0.0/24\nMaxClients 50\n' },
    script: `exec tinyproxy -d -c ${dir}/tinyproxy.conf`,
  }),
  endpoints: [{ port: 8888, protocol: 'http-proxy', product: 'Tinyproxy', version: 'revealed' }],
})
