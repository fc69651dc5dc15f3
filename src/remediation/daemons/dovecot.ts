import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Dovecot',
  processes: ['dovecot', 'imap-login', 'pop3-login'],
  settings: [
    {
      files: { any: '/etc/dovecot/dovecot.conf' },
      key: 'listen',
      pattern: /^\s*listen\s*=/,
      lines: ({ addresses }) => [`listen = ${addresses.join(', ')}`],
    },
  ],
  service: 'dovecot',
  takesEffect: 'restart',
  test: ['doveconf', '-n'],
  source: 'Dovecot documentation, Core Settings, listen',
})
