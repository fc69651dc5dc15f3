import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['nbd-server'],
  start: ({ dir }) => ({
    files: { 'nbd.conf': `[generic]\nallowlist = true\nport = 20809\n[zoo]\nexportname = ${dir}/disk\n` },
    script: `truncate -s 1M ${dir}/disk; nbd-server -C ${dir}/nbd.conf; exec sleep infinity`,
  }),
  endpoints: [{ port: 20809, protocol: 'nbd' }],
})
