import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['freeradius'],
  start: ({ dir }) => ({
    files: {
      'conf/radiusd.conf': `prefix = /usr\nlogdir = ${dir}\nrun_dir = ${dir}\nlibdir = /usr/lib/freeradius\nsecurity {\n allow_vulnerable_openssl = yes\n}\nclient all {\n ipaddr = 0.0.0.0/0\n secret = zoo\n}\nmodules {\n}\nserver default {\n listen {\n type = auth\n ipaddr = *\n port = 1812\n }\n authorize {\n }\n}\n`,
    },
    script: `exec freeradius -f -l stdout -d ${dir}/conf -n radiusd`,
  }),
  endpoints: [{ port: 1812, transport: 'udp', protocol: 'radius', password: true }],
})
