import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['bind9'],
  start: ({ dir }) => ({
    files: {
      'named.conf': `options { directory "${dir}"; listen-on { any; }; allow-query { any; }; recursion no; pid-file none; };\ncontrols {};\n`,
    },
    script: `exec named -g -4 -c ${dir}/named.conf`,
  }),
  endpoints: [
    { port: 53, protocol: 'dns', product: 'BIND', version: 'revealed' },
    { port: 53, transport: 'udp', protocol: 'dns', product: 'BIND', version: 'revealed' },
  ],
})
