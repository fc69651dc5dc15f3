import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['redis-sentinel', 'redis-server'],
  start: ({ dir }) => ({
    files: { 'sentinel.conf': 'port 26379\nprotected-mode no\nsentinel monitor zoo 127.0.0.1 6379 1\n' },
    script: `exec redis-sentinel ${dir}/sentinel.conf`,
  }),
  endpoints: [{ port: 26379, protocol: 'redis', product: 'Redis', version: 'revealed' }],
})
