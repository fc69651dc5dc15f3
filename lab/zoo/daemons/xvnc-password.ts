import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tigervnc-standalone-server'],
  start: ({ dir }) => ({
    script: `head -c 8 /dev/zero > ${dir}/passwd
      exec Xtigervnc :78 -nolock -nolisten unix -rfbport 15900 -SecurityTypes VncAuth,TLSVnc -PasswordFile ${dir}/passwd -interface 0.0.0.0 -geometry 320x200`,
  }),
  endpoints: [{ port: 15900, protocol: 'vnc', password: true }],
})
