import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['redis-server'],
  start: ({ dir, cert, key }) => ({
    script: `exec redis-server --port 0 --tls-port 6390 --tls-cert-file ${cert} --tls-key-file ${key} --tls-auth-clients no --tls-ca-cert-file ${cert} --protected-mode no --dir ${dir} --save ''`,
  }),
  endpoints: [{ port: 6390, protocol: 'redis', product: 'Redis', version: 'revealed', tls: true }],
})
