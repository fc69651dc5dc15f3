import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['exim4-daemon-light'],
  aside: ['exim4-daemon-light'],
  start: ({ dir, cert, key }) => ({
    files: {
      'exim.conf':
        `primary_hostname = zoo.test\nspool_directory = ${dir}/spool\nlog_file_path = ${dir}/log-%s\nexim_user = nobody\n` +
        `exim_group = nogroup\ntls_advertise_hosts = *\ntls_certificate = ${cert}\ntls_privatekey = ${key}\n` +
        'daemon_smtp_ports = 25 : 465\ntls_on_connect_ports = 465\nacl_smtp_rcpt = deny\nbegin acl\ndeny:\n deny\n',
    },
    script: `echo 'Debian-exim:x:975:975::/run/empty:/bin/false' >> /etc/passwd; echo 'Debian-exim:x:975:' >> /etc/group
      mkdir -m 777 ${dir}/spool; chmod 644 ${dir}/exim.conf; exec exim4 -C ${dir}/exim.conf -bdf -oP ${dir}/pid`,
  }),
  endpoints: [
    { port: 25, protocol: 'smtp', product: 'Exim', version: 'revealed' },
    { port: 465, protocol: 'smtp', product: 'Exim', version: 'revealed', tls: true },
  ],
})
