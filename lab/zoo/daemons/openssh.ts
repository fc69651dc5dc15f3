import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['openssh-server', 'openssh-client'],
  start: ({ dir }) => ({
    files: {
      sshd_config: `Port 22\nPort 8022\nHostKey ${dir}/rsa\nHostKey ${dir}/ed25519\nPidFile none\nStrictModes no\nAuthorizedKeysFile ${dir}/client.pub\n`,
    },
    script: `mkdir -p /run/sshd
      ssh-keygen -q -t rsa -b 2048 -N '' -f ${dir}/rsa
      ssh-keygen -q -t ed25519 -N '' -f ${dir}/ed25519
      ssh-keygen -q -t ed25519 -N '' -f ${dir}/client
      exec /usr/sbin/sshd -D -e -f ${dir}/sshd_config`,
  }),
  endpoints: [
    { port: 22, protocol: 'ssh', product: 'OpenSSH', version: 'revealed', password: true },
    { port: 8022, protocol: 'ssh', product: 'OpenSSH', version: 'revealed', password: true },
  ],
})
