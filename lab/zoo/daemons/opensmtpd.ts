import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['opensmtpd'],
  aside: ['opensmtpd'],
  start: ({ dir }) => ({
    files: {
      'smtpd.conf': 'listen on 0.0.0.0 port 587\naction "local" maildir\nmatch from any for local action "local"\n',
    },
    script: `printf 'opensmtpd:x:973:973::/run/empty:/bin/false\nopensmtpq:x:974:974::/run/empty:/bin/false\n' >> /etc/passwd
      printf 'opensmtpd:x:973:\nopensmtpq:x:974:\n' >> /etc/group
      mkdir -p /run/empty /var/empty /var/spool/smtpd /run/smtpd /var/lib/opensmtpd/empty
      chmod 711 /var/spool/smtpd; exec smtpd -d -f ${dir}/smtpd.conf`,
  }),
  endpoints: [{ port: 587, protocol: 'smtp', product: 'OpenSMTPD' }],
})
