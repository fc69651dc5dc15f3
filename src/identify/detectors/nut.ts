import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'
import { Reply } from '../reply.ts'

const version = linear(String.raw`^Network UPS Tools upsd (\S{1,40})`)
const unit = linear(String.raw`^UPS ([\w.-]{1,60}) "`)
const errors = ['ERR UNKNOWN-COMMAND', 'ERR ACCESS-DENIED', 'ERR INVALID-ARGUMENT']

export default defineDetector({
  id: 'nut',
  transport: 'tcp',
  summary: 'Network UPS Tools',
  source: 'Network UPS Tools developer guide, network protocol information (RFC 9271)',
  ports: [3493],
  specificity: 80,
  safety: 'query',
  hello: () => Reply.of('VER\n').bytes,
  isWhole: (reply) => reply.text.endsWith('\n'),
  match(reply) {
    const number = version.exec(reply.line(0))?.[1]
    if (number !== undefined)
      return {
        protocol: 'nut',
        product: 'Network UPS Tools upsd',
        version: number,
        cpe: [cpe('a', 'networkupstools', 'nut', number)],
      }
    return errors.some((error) => reply.line(0) === error)
      ? { protocol: 'nut', product: 'Network UPS Tools upsd' }
      : null
  },
  async converse(conversation, match, reply) {
    if (!reply.startsWith('Network')) return match
    const answer = await conversation.ask(
      'LIST UPS\n',
      (part) => part.includes('END LIST UPS') || part.startsWith('ERR'),
    )
    const units = answer.lines.flatMap((line) => unit.exec(line)?.[1] ?? [])
    await conversation.ask('LOGOUT\n', () => true)
    return { ...match, facts: { units: units.length === 0 ? undefined : units } }
  },
  examples: [
    {
      reply: 'Network UPS Tools upsd 2.8.0 - http://www.networkupstools.org/\n',
      talk: ['BEGIN LIST UPS\nUPS dummy "lab"\nEND LIST UPS\n', 'OK Goodbye\n'],
      expect: { protocol: 'nut', product: 'Network UPS Tools upsd', version: '2.8.0', facts: { units: ['dummy'] } },
    },
    { reply: 'ERR UNKNOWN-COMMAND\n', expect: { protocol: 'nut' } },
  ],
})
