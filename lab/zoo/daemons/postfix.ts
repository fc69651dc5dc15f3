import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['postfix'],
  aside: ['postfix'],
  start: ({ dir }) => ({
    files: {
      '/etc/postfix/main.cf':
        'compatibility_level = 3.6\nmyhostname = zoo.test\nmail_owner = postfix\nsetgid_group = postdrop\nmaillog_file = /dev/stdout\n' +
        `queue_directory = /var/spool/postfix\ndata_directory = /var/lib/postfix\ndaemon_directory = /usr/lib/postfix/sbin\ncommand_directory = /usr/sbin\nmeta_directory = /etc/postfix\nshlib_directory = /usr/lib/postfix\nsmtpd_helo_required = yes\nsyslog_name = ${dir}\n`,
      '/etc/postfix/master.cf': [
        '2525 inet n - n - - smtpd',
        'pickup unix n - n 60 1 pickup',
        'cleanup unix n - n - 0 cleanup',
        'qmgr unix n - n 300 1 qmgr',
        'rewrite unix - - n - - trivial-rewrite',
        'anvil unix - - n - 1 anvil',
        'postlog unix-dgram n - n - 1 postlogd',
        '',
      ].join('\n'),
    },
    script: `echo 'postfix:x:971:971::/:/bin/false' >> /etc/passwd
      printf 'postfix:x:971:\npostdrop:x:972:\n' >> /etc/group
      mkdir -p /var/spool/postfix /var/lib/postfix
      chown postfix /var/lib/postfix
      postfix set-permissions 2> /dev/null || true
      exec postfix start-fg`,
  }),
  endpoints: [{ port: 2525, protocol: 'smtp', product: 'Postfix' }],
})
