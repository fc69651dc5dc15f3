import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'Postfix',
  // smtpd is the name of OpenSMTPD's, too.
  processes: ['master'],
  settings: [
    {
      files: { any: '/etc/postfix/main.cf' },
      key: 'inet_interfaces',
      pattern: /^\s*inet_interfaces\s*=/,
      lines: ({ addresses, isLoopback }) => [
        `inet_interfaces = ${isLoopback ? 'loopback-only' : addresses.join(', ')}`,
      ],
    },
  ],
  service: 'postfix',
  takesEffect: 'restart',
  test: ['postfix', 'check'],
  caution: 'Mail from elsewhere does not come in any more.',
  source: 'postconf(5), inet_interfaces',
})
