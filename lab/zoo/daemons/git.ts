import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['git'],
  start: ({ dir }) => ({
    script: `git init -q --bare ${dir}/a.git; touch ${dir}/a.git/git-daemon-export-ok
      exec git daemon --base-path=${dir} --reuseaddr`,
  }),
  endpoints: [{ port: 9418, protocol: 'git' }],
})
