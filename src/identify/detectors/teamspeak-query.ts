import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`version=(\d[\w.]{0,20})(?: build=\d{1,12})?(?: platform=(\w{1,20}))?`)

export default defineDetector({
  id: 'teamspeak-query',
  transport: 'tcp',
  summary: 'TeamSpeak, the port by which it is administered',
  source: 'TeamSpeak 3 ServerQuery manual: connecting, version',
  ports: [10011, 25639],
  specificity: 90,
  safety: 'query',
  greets: true,
  // It bans who floods it.
  mostConnections: 2,
  match: (reply) =>
    /^TS3(?: Client)?\r?\n/.test(reply.text)
      ? { protocol: 'teamspeak-query', product: 'TeamSpeak 3', vendor: 'TeamSpeak Systems' }
      : null,
  async converse(conversation, match) {
    const answer = await conversation.ask('version\n', (reply) => reply.includes('error id='))
    const [, number, platform] = version.exec(answer.text) ?? []
    await conversation.ask('quit\n', () => true)
    return { ...match, version: number, os: platform }
  },
  examples: [
    {
      reply: 'TS3\n\rWelcome to the TeamSpeak 3 ServerQuery interface, type "help" for a list of commands.\n\r',
      talk: ['version=3.13.7 build=1655727713 platform=Linux\n\rerror id=0 msg=ok\n\r', ''],
      expect: { protocol: 'teamspeak-query', product: 'TeamSpeak 3', version: '3.13.7', os: 'Linux' },
    },
  ],
})
