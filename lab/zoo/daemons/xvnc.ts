import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tigervnc-standalone-server'],
  start: ({ dir }) => ({
    script: `exec Xtigervnc :77 -nolock -nolisten unix -rfbport 5901 -SecurityTypes None -interface 0.0.0.0 -geometry 320x200 -desktop ${dir}`,
  }),
  endpoints: [{ port: 5901, protocol: 'vnc' }],
})
