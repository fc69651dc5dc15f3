import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['haproxy'],
  start: ({ dir }) => ({
    files: {
      'haproxy.cfg':
        'defaults\n mode http\n timeout client 20s\n timeout connect 5s\n timeout server 20s\nfrontend empty\n bind :8084\n' +
        'frontend pages\n bind :8404\n stats enable\n stats uri /\n',
    },
    script: `exec haproxy -db -f ${dir}/haproxy.cfg`,
  }),
  endpoints: [
    { port: 8084, protocol: 'http', product: 'HAProxy' },
    { port: 8404, protocol: 'http', product: 'HAProxy', version: 'revealed' },
  ],
})
