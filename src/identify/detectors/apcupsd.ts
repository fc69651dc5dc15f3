import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`^VERSION {1,3}: (\d[\w.]{0,20}) \(([^)\n]{1,30})\)(?: (\w{1,30}))?`)

export default defineDetector({
  id: 'apcupsd',
  transport: 'tcp',
  summary: 'apcupsd, which watches power supplies of APC',
  source: 'apcupsd user’s manual: NIS network server protocol; src/apcnis.c (status), src/lib/apcstatus.c',
  ports: [3551, 7000],
  specificity: 80,
  safety: 'query',
  hello: () => bytes(u16(6), 'status'),
  isWhole: (reply) => reply.text.endsWith('\0\0'),
  match(reply) {
    if (!reply.startsWith('APC      : ', 2) || reply.u16(0) > 200) return null
    // Each record ends with its line, and its length stands before it.
    const lines = reply.lines.map((line) => line.slice(2))
    const record = (name: string) =>
      lines
        .find((line) => line.startsWith(name))
        ?.slice(11)
        .trim()
    const [, number, , system] = lines.map((line) => version.exec(line)).find((groups) => groups !== null) ?? []
    const name = record('HOSTNAME')
    return {
      protocol: 'apcupsd',
      product: 'apcupsd',
      version: number,
      os: system === 'debian' ? 'Debian' : undefined,
      names: name === undefined ? [] : [name],
      cpe: [cpe('a', 'apc', 'apcupsd', number)],
      facts: { ups: record('UPSNAME'), model: record('MODEL'), status: record('STATUS'), authRequired: false },
    }
  },
  examples: [
    {
      reply: records(
        'APC      : 001,018,0445\n',
        'HOSTNAME : zoo.test\n',
        'VERSION  : 3.14.14 (31 May 2016) debian\n',
        'UPSNAME  : zoo\n',
        'STATUS   : COMMLOST \n',
      ),
      expect: {
        protocol: 'apcupsd',
        version: '3.14.14',
        names: ['zoo.test'],
        facts: { ups: 'zoo', status: 'COMMLOST' },
      },
    },
  ],
})

/** Each with its length before it, and an empty one at the end. */
function records(...texts: readonly string[]): Uint8Array {
  return bytes(...texts.flatMap((text) => [u16(text.length), text]), u16(0))
}
