import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['dovecot-core', 'dovecot-imapd', 'dovecot-pop3d', 'dovecot-managesieved', 'dovecot-lmtpd'],
  start: ({ dir, cert, key }) => ({
    files: {
      'dovecot.conf': `protocols = imap pop3 sieve lmtp
        base_dir = /run/dovecot
        state_dir = ${dir}
        doveadm_password = zoo
        log_path = ${dir}/log
        ssl = yes
        ssl_cert = <${cert}
        ssl_key = <${key}
        mail_location = maildir:${dir}/mail
        passdb {
          driver = static
          args = password=zoo
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home=${dir}
        }
        service lmtp {
          inet_listener lmtp {
            port = 24
          }
        }
        service auth {
          inet_listener {
            port = 12345
          }
        }
        service doveadm {
          inet_listener {
            port = 24245
          }
        }
        service imap-login {
          inet_listener odd {
            port = 20143
          }
        }`,
    },
    script: `mkdir -p /run/dovecot; exec dovecot -F -c ${dir}/dovecot.conf`,
  }),
  endpoints: [
    { port: 143, protocol: 'imap', product: 'Dovecot', password: true },
    { port: 20143, protocol: 'imap', product: 'Dovecot', password: true },
    { port: 993, protocol: 'imap', product: 'Dovecot', password: true, tls: true },
    { port: 110, protocol: 'pop3', product: 'Dovecot', password: true },
    { port: 995, protocol: 'pop3', product: 'Dovecot', password: true, tls: true },
    { port: 4190, protocol: 'managesieve', product: 'Dovecot', password: true },
    { port: 24, protocol: 'lmtp', product: 'Dovecot' },
    { port: 12345, protocol: 'dovecot-auth', product: 'Dovecot' },
    { port: 24245, protocol: 'doveadm', product: 'Dovecot', password: true },
  ],
})
