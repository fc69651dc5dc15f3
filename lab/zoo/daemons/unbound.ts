import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['unbound'],
  start: ({ dir }) => ({
    files: {
      'unbound.conf': `server:
        interface: 0.0.0.0@5335
        access-control: 0.0.0.0/0 allow
        do-daemonize: no
        use-syslog: no
        chroot: ""
        username: ""
        pidfile: ""
        directory: "${dir}"
      remote-control:
        control-enable: no\n`,
    },
    script: `exec unbound -d -c ${dir}/unbound.conf`,
  }),
  endpoints: [
    { port: 5335, protocol: 'dns', product: 'Unbound', version: 'revealed' },
    { port: 5335, transport: 'udp', protocol: 'dns', product: 'Unbound', version: 'revealed' },
  ],
})
