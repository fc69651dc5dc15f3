import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['caddy'],
  start: ({ dir, cert, key }) => ({
    files: {
      Caddyfile: `{\n auto_https off\n admin off\n}\n:8083 {\n respond "hello"\n}\nhttps://:9443 {\n tls ${cert} ${key}\n respond "hello"\n}\n`,
    },
    script: `exec caddy run --config ${dir}/Caddyfile --adapter caddyfile`,
  }),
  endpoints: [
    { port: 8083, protocol: 'http', product: 'Caddy' },
    { port: 9443, protocol: 'http', product: 'Caddy', tls: true },
  ],
})
