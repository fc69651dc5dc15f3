import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  // What greets, and what does not, inside TLS on ports of nobody.
  packages: ['stunnel4', 'redis-server', 'dropbear-bin'],
  start: ({ dir, both }) => ({
    files: {
      'stunnel.conf': `foreground = yes\npid =\ncert = ${both}\n[ssh]\naccept = 2244\nconnect = 127.0.0.1:2245\n[redis]\naccept = 16391\nconnect = 127.0.0.1:6392\n`,
    },
    script: `mkdir -p /etc/dropbear; dropbear -E -R -p 127.0.0.1:2245
      redis-server --port 6392 --bind 127.0.0.1 --daemonize yes --dir ${dir} --save ''
      exec stunnel4 ${dir}/stunnel.conf`,
  }),
  endpoints: [
    { port: 2244, protocol: 'ssh', product: 'Dropbear', tls: true, password: true },
    { port: 16391, protocol: 'redis', product: 'Redis', tls: true },
  ],
})
