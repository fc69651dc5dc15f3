import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { ebcdic } from '../families/ebcdic.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const attributes = 0x1443
const syntaxError = 0x124c
const [externalName, serverName, release, serverClass] = [0x115e, 0x116d, 0x115a, 0x1147]

/** EXCSAT, exchange of attributes, in a request DSS: we tell only the level of the agent, 7. */
const request = Buffer.from('\0\x12\xd0\x01\0\x01' + '\0\x0c\x10\x41' + '\0\x08\x14\x04\x14\x03\0\x07', 'latin1')

export default defineDetector({
  id: 'drda',
  transport: 'tcp',
  summary: 'Db2, Derby, Informix by DRDA: name, class and release of the server, told before any log-in',
  source:
    'DRDA Version 5 Volume 3 (DDM): DSS, EXCSAT, EXCSATRD, SYNTAXRM; IBM Db2: Format of the release level (PRDID)',
  ports: [50000, 50001, 1527, 446, 523],
  tlsPorts: [448],
  specificity: 90,
  safety: 'hello',
  elsewhere: 6,
  hello: () => request,
  isWhole: (reply) => reply.u16(0) > 0 && reply.length >= reply.u16(0),
  match(reply) {
    // A reply DSS: its length, 0xd0, its kind, whose request it answers; then a length and a code point.
    const isReply = reply.u8(2) === 0xd0 && (reply.u8(3) & 0x0f) === 2 && reply.u16(6) <= reply.u16(0) - 6
    if (!isReply || ![attributes, syntaxError].includes(reply.u16(8))) return null
    const told = textsIn(reply)
    const product = productOf(told.get(serverClass) ?? '', told.get(release) ?? '')
    return { protocol: 'drda', ...product, facts: { name: told.get(serverName), process: told.get(externalName) } }
  },
  examples: [
    {
      reply:
        '\0\x75\xd0\x02\0\x01\0\x6f\x14\x43\0\x1d\x11\x5e\xd5\x85\xa3\xa6\x96\x99\x92\xe2\x85\x99\xa5\x85\x99\xc3\x96\x95\xa3\x99\x96\x93\x40\x94\x81\x89\x95\0\x08\x14\x04\x14\x03\0\x07\0\x10\x11\x47\xc1\x97\x81\x83\x88\x85\x40\xc4\x85\x99\x82\xa8\0\x18\x11\x6d\xd5\x85\xa3\xa6\x96\x99\x92\xe2\x85\x99\xa5\x85\x99\xc3\x96\x95\xa3\x99\x96\x93\0\x1e\x11\x5a\xc3\xe2\xe2\xf1\xf0\xf1\xf4\xf0\x61\xf1\xf0\x4b\xf1\xf4\x4b\xf2\x4b\xf0\x40\x60\x40\x4d\x6f\x6f\x6f\x5d',
      expect: {
        protocol: 'drda',
        product: 'Apache Derby',
        version: '10.14.2.0',
        cpe: ['cpe:2.3:a:apache:derby:10.14.2.0:*:*:*:*:*:*:*'],
        facts: { name: 'NetworkServerControl' },
      },
    },
    {
      // As the specification has it: QDB2/LINUXX8664, SQL11055.
      reply:
        '\0\x2f\xd0\x02\0\x01\0\x29\x14\x43\0\x13\x11\x47\xd8\xc4\xc2\xf2\x61\xd3\xc9\xd5\xe4\xe7\xe7\xf8\xf6\xf6\xf4\0\x0c\x11\x5a\xe2\xd8\xd3\xf1\xf1\xf0\xf5\xf5\0\x06\x11\x6d\x40\x40',
      expect: { protocol: 'drda', product: 'Db2', version: '11.5.5', os: 'Linux' },
    },
    {
      reply: '\0\x1b\xd0\x02\0\x01\0\x15\x12\x4c\0\x06\x11\x49\0\x08\0\x06\0\x0c\0\0\0\x05\x11\x4a\x03',
      expect: { protocol: 'drda' },
    },
  ],
})

/** What follows a length and a code point each, in EBCDIC. */
function textsIn(reply: Reply): ReadonlyMap<number, string> {
  const texts = new Map<number, string>()
  for (let at = 10; at + 4 <= reply.length && reply.u16(at) >= 4 && texts.size < 20; at += reply.u16(at))
    texts.set(reply.u16(at + 2), ebcdic(reply, at + 4, at + reply.u16(at)).trim() || '')
  return texts
}

/** `SQL11055`: version 11, release 5, modification 5. */
const db2Release = linear(String.raw`^(?:SQL|DSN|QSQ|ARI)(\d\d)(\d\d)(\d)`)
const derbyRelease = linear(String.raw`/(\d[\d.]{0,20})`)
const systems = { LINUX: 'Linux', NT: 'Windows', 6000: 'AIX', SUN: 'Solaris', HP: 'HP-UX' } as const

function productOf(kind: string, level: string): Partial<Match> {
  if (kind === 'Apache Derby') {
    const version = derbyRelease.exec(level)?.[1]
    return { product: 'Apache Derby', vendor: 'Apache', version, cpe: [cpe('a', 'apache', 'derby', version)] }
  }
  if (kind.startsWith('IDS/'))
    return { product: 'Informix', vendor: 'IBM', cpe: [cpe('a', 'ibm', 'informix_dynamic_server')] }
  if (!kind.startsWith('QDB2')) return kind === '' ? {} : { product: kind }
  const [, major, minor, modification] = db2Release.exec(level) ?? []
  const version = major === undefined ? undefined : [major, minor, modification].map(Number).join('.')
  const system = Object.entries(systems).find(([name]) => kind.startsWith(name, 5))
  return { product: 'Db2', vendor: 'IBM', version, os: system?.[1], cpe: [cpe('a', 'ibm', 'db2', version)] }
}
