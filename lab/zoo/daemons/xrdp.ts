import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['xrdp'],
  start: ({ dir, cert, key }) => ({
    files: {
      'xrdp.ini': `[Globals]\nini_version=1\nport=13389\ntcp_nodelay=true\nsecurity_layer=negotiate\ncertificate=${cert}\nkey_file=${key}\nssl_protocols=TLSv1.2, TLSv1.3\n[Logging]\nLogFile=${dir}/log\nLogLevel=INFO\nEnableConsole=true\nConsoleLevel=INFO\n[Xorg]\nname=Xorg\nlib=libxup.so\n`,
    },
    script: `exec xrdp --nodaemon -c ${dir}/xrdp.ini`,
  }),
  endpoints: [{ port: 13389, protocol: 'rdp', product: 'xrdp', password: true }],
})
