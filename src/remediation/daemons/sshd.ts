import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'the SSH server',
  processes: ['sshd'],
  settings: [
    {
      files: { any: '/etc/ssh/sshd_config' },
      key: 'ListenAddress',
      // Lines after Match are of its block.
      atTop: true,
      pattern: /^\s*ListenAddress\s/i,
      lines: ({ addresses }) => addresses.map((address) => `ListenAddress ${address}`),
    },
  ],
  service: 'ssh',
  takesEffect: 'restart',
  test: ['sshd', '-t'],
  caution:
    'Without another way in (a console) you may shut yourself out. Where ssh.socket starts it, ListenStream of the socket decides instead.',
  source: 'sshd_config(5)',
})
