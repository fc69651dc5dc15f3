import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['ngircd'],
  aside: ['ngircd'],
  start: ({ dir }) => ({
    files: {
      'ngircd.conf':
        '[Global]\nName = irc.zoo.test\nInfo = zoo\nPorts = 6667\nMotdPhrase = hello\nServerUID = nobody\nServerGID = nogroup\n[Options]\nIdent = no\nPAM = no\nDNS = no\n',
    },
    script: `exec ngircd -n -f ${dir}/ngircd.conf`,
  }),
  endpoints: [{ port: 6667, protocol: 'irc' }],
})
