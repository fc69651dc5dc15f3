import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['icecast2'],
  start: ({ dir }) => ({
    files: {
      'icecast.xml': `<icecast><limits><sources>2</sources></limits><authentication><source-password>zoo</source-password><admin-user>admin</admin-user><admin-password>zoo</admin-password></authentication><hostname>zoo.test</hostname><listen-socket><port>8008</port></listen-socket><paths><basedir>/usr/share/icecast2</basedir><logdir>${dir}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths><logging><errorlog>error</errorlog><accesslog>access</accesslog></logging><security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>\n`,
    },
    script: `exec icecast2 -c ${dir}/icecast.xml`,
  }),
  endpoints: [{ port: 8008, protocol: 'http', product: 'Icecast', version: 'revealed' }],
})
