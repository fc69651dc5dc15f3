import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { sqlServerReleases } from '../families/sql-server-releases.ts'

const RESPONSE = 0x05

export default defineDetector({
  id: 'mssql-browser-udp',
  transport: 'udp',
  summary: 'SQL Server Browser: the instances, their versions and ports',
  source: '[MC-SQLR] section 2.2.5 (SVR_RESP) and its example in section 4',
  ports: [1434],
  specificity: 90,
  safety: 'hello',
  payload: 'mssql-browser',
  match(reply) {
    const hasOwnLength = reply.u16le(1) > 0 && reply.u16le(1) <= reply.length - 3
    if (reply.u8(0) !== RESPONSE || !hasOwnLength || !reply.startsWith('ServerName;', 3)) return null
    const instances = reply
      .slice(3)
      .split(';;')
      .slice(0, 50)
      .map(fieldsOf)
      .filter(({ size }) => size > 0)
    const first = instances[0]
    const version = first?.get('Version')
    const release = sqlServerReleases[version?.split('.', 2).map(Number).join('.') ?? '']
    return {
      protocol: 'mssql-browser',
      product: release === undefined ? 'SQL Server' : `SQL Server ${release}`,
      version,
      vendor: 'Microsoft',
      os: 'Windows',
      cpe: [cpe('a', 'microsoft', 'sql_server', release)],
      names: [...new Set(instances.map((fields) => fields.get('ServerName') ?? ''))],
      facts: { instances: instances.map(wordsOf) },
    }
  },
  examples: [
    {
      // Made of the fields in section 4 of the specification.
      reply:
        '\x05\x5a\0ServerName;ILSUNG1;InstanceName;YUKONSTD;IsClustered;No;Version;9.00.1399.06;tcp;57137;np;\\\\x\\y;;',
      expect: {
        protocol: 'mssql-browser',
        product: 'SQL Server 2005',
        version: '9.00.1399.06',
        names: ['ILSUNG1'],
        facts: { instances: ['YUKONSTD 9.00.1399.06 57137/tcp'] },
      },
    },
  ],
})

/** Names and values take turns. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const words = text.split(';').slice(0, 40)
  const pairs = words.flatMap((word, i) =>
    i % 2 === 0 && i + 1 < words.length ? [[word, words[i + 1]!] as const] : [],
  )
  return new Map(pairs)
}

function wordsOf(fields: ReadonlyMap<string, string>): string {
  const port = fields.get('tcp')
  return [fields.get('InstanceName'), fields.get('Version'), port === undefined ? '' : `${port}/tcp`].join(' ').trim()
}
