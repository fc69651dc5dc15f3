import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['subversion'],
  start: ({ dir }) => ({ script: `svnadmin create ${dir}/a; exec svnserve -d --foreground -r ${dir}` }),
  endpoints: [{ port: 3690, protocol: 'svn', product: 'Subversion' }],
})
