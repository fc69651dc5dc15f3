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
        control-enable: yes
        control-interface: 0.0.0.0
        server-key-file: "${dir}/unbound_server.key"
        server-cert-file: "${dir}/unbound_server.pem"
        control-key-file: "${dir}/unbound_control.key"
        control-cert-file: "${dir}/unbound_control.pem"\n`,
    },
    script: `unbound-control-setup -d ${dir}; exec unbound -d -c ${dir}/unbound.conf`,
  }),
  endpoints: [
    { port: 5335, protocol: 'dns', product: 'Unbound', version: 'revealed' },
    { port: 8953, protocol: 'unbound-control', product: 'Unbound', tls: true },
    { port: 5335, transport: 'udp', protocol: 'dns', product: 'Unbound', version: 'revealed' },
  ],
})
