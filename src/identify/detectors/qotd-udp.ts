import { defineDetector } from '../detector.ts'
import { matchQuote } from '../families/small-services.ts'

export default defineDetector({
  id: 'qotd-udp',
  transport: 'udp',
  summary: 'a quote of the day, sent to whoever is named as the sender',
  source: 'RFC 865',
  ports: [17],
  specificity: 10,
  safety: 'hello',
  payload: 'qotd',
  match: matchQuote,
  examples: [
    { reply: 'To be or not to be. -- S.\n', expect: { protocol: 'qotd', confidence: 0.6 } },
    // Simple TCP/IP Services: a line of its file of quotes.
    {
      reply:
        '"My spelling is Wobbly.  It\'s good spelling but it Wobbles, and the letters get in the wrong places."\r\n A. A. Milne (1882-1958)\r\n',
      expect: { protocol: 'qotd' },
    },
  ],
})
