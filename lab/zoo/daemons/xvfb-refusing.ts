import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['xvfb'],
  start: ({ dir }) => ({
    script: `exec Xvfb :6 -auth ${dir}/start -nolock -nolisten unix -nolisten local -listen tcp -screen 0 320x200x8`,
  }),
  endpoints: [{ port: 6006, protocol: 'x11', password: true }],
})
