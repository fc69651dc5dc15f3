import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['rsync'],
  start: ({ dir }) => ({
    files: { 'rsyncd.conf': `uid = 0\nuse chroot = no\n[open]\npath = ${dir}\ncomment = for all\n` },
    script: `exec rsync --daemon --no-detach --port=18730 --config=${dir}/rsyncd.conf`,
  }),
  endpoints: [{ port: 18730, protocol: 'rsync' }],
})
