import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['subversion'],
  start: ({ dir }) => ({
    script: `svnadmin create ${dir}/a; exec svnserve -d --foreground --listen-port 13690 -r ${dir}`,
  }),
  endpoints: [{ port: 13690, protocol: 'svn', product: 'Subversion' }],
})
