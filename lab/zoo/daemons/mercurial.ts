import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['mercurial'],
  start: ({ dir }) => ({
    script: `hg init ${dir}/zoo; exec hg serve -R ${dir}/zoo -p 8098`,
  }),
  endpoints: [{ port: 8098, protocol: 'http', product: 'Mercurial' }],
})
