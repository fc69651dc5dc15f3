import { isWholeAnswer } from '../families/mail.ts'
import { defineLogin } from '../login.ts'

/** Some look up our name before they greet. */
const mostReads = 3

export default defineLogin({
  protocol: 'ftp',
  summary: 'anonymous to FTP servers',
  source: 'RFC 1635 (anonymous FTP), RFC 959 sections 4.1.1, 4.1.3 and 5.4',
  async attempt(conversation) {
    const ask = (command: string) => conversation.ask(`${command}\r\n`, isWholeAnswer)
    let greeting = await conversation.read(isWholeAnswer)
    for (let more = 0; more < mostReads && greeting.isEmpty && conversation.isOpen; more++)
      greeting = await conversation.read(isWholeAnswer)
    if (!greeting.startsWith('220')) return null
    const named = await ask('USER anonymous')
    const answer = named.startsWith('331') ? await ask('PASS anonymous@') : named
    const isIn = answer.startsWith('230')
    const system = isIn ? /^215 ([^\r\n]{1,100})/.exec((await ask('SYST')).slice(0, 120))?.[1] : undefined
    await ask('QUIT')
    if (isIn) return { facts: { anonymous: true, system } }
    // Who wants TLS first has said nothing of the name.
    return answer.startsWith('530') && !/encrypt|tls|ssl/i.test(answer.slice(0, 200))
      ? { facts: { anonymous: false } }
      : null
  },
  examples: [
    {
      talk: [
        '220 (vsFTPd 3.0.3)\r\n',
        '331 Please specify the password.\r\n',
        '230 Login successful.\r\n',
        '215 UNIX Type: L8\r\n',
        '221 Goodbye.\r\n',
      ],
      expect: { protocol: 'ftp', facts: { anonymous: true, system: 'UNIX Type: L8' } },
    },
    {
      talk: ['220 (vsFTPd 3.0.3)\r\n', '530 Anonymous sessions must use encryption.\r\n', '221 Goodbye.\r\n'],
      expect: { protocol: 'ftp', facts: undefined },
    },
    {
      talk: ['220 ftp.example ready\r\n', '331 Password?\r\n', '530 Login incorrect.\r\n', '221 Goodbye.\r\n'],
      expect: { protocol: 'ftp', facts: { anonymous: false } },
    },
    {
      talk: ['220 (vsFTPd 3.0.3)\r\n', '530 Permission denied.\r\n', '221 Goodbye.\r\n'],
      expect: { protocol: 'ftp', facts: { anonymous: false } },
    },
  ],
})
