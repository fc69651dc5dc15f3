import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['pdns-server', 'pdns-backend-bind'],
  start: ({ dir }) => ({
    files: { 'named.conf': '', 'pdns.conf': '' },
    script: `exec pdns_server --daemon=no --guardian=no --config-dir=${dir} --socket-dir=${dir} --local-address=0.0.0.0 --local-port=5301 --launch=bind --bind-config=${dir}/named.conf --zone-cache-refresh-interval=0 --disable-syslog`,
  }),
  endpoints: [{ port: 5301, protocol: 'dns', product: 'PowerDNS', version: 'revealed' }],
})
