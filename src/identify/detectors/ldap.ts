import { cpe } from '../cpe.ts'
import { defineDetector, type Match } from '../detector.ts'
import { entryIn, isTlsGranted, operationTag, rootDseSearch, startTlsRequest } from '../families/ldap-message.ts'

type Entry = ReadonlyMap<string, readonly string[]>

const startTlsExtension = '1.3.6.1.4.1.1466.20037'
const searchDone = 0x65
const extendedResponse = 0x78
const noticeOfDisconnection = '1.3.6.1.4.1.1466.20036'

/** domainControllerFunctionality (MS-ADTS section 3.1.1.3.2.25): the oldest Windows that is it. */
const windows: Readonly<Record<string, string>> = {
  0: 'Windows 2000',
  2: 'Windows Server 2003',
  3: 'Windows Server 2008',
  4: 'Windows Server 2008 R2',
  5: 'Windows Server 2012',
  6: 'Windows Server 2012 R2',
  7: 'Windows Server 2016 or later',
  10: 'Windows Server 2025',
}

export default defineDetector({
  id: 'ldap',
  transport: 'tcp',
  summary:
    'directories: OpenLDAP, Active Directory, 389 Directory Server and others, by what the root entry tells everybody',
  source: 'RFC 4511; RFC 4512 section 5.1; RFC 3045 (vendorName); MS-ADTS section 3.1.1.3.2',
  // 1389 and 1636 are where OpenDJ is by default, 10389 and 10636 ApacheDS.
  ports: [389, 3268, 1389, 10_389],
  tlsPorts: [636, 3269, 1636, 10_636],
  specificity: 80,
  safety: 'query',
  elsewhere: 5,
  hello: rootDseSearch,
  match({ bytes, text }) {
    const entry = entryIn(bytes)
    if (entry !== null) return isRoot(entry) ? { protocol: 'ldap', ...told(entry) } : null
    const tag = operationTag(bytes)
    if (tag === searchDone) return { protocol: 'ldap', facts: { rootReadable: false } }
    return tag === extendedResponse && text.includes(noticeOfDisconnection) ? { protocol: 'ldap' } : null
  },
  async converse(conversation, match, reply) {
    if (conversation.tls !== null || match.facts?.startTls === false || reply.isEmpty) return match
    const answer = await conversation.ask(startTlsRequest(), ({ bytes }) => operationTag(bytes) !== null)
    const startTls = isTlsGranted(answer.bytes)
    if (startTls) await conversation.startTls('ldap')
    return { ...match, facts: { ...match.facts, startTls } }
  },
  examples: [
    {
      reply:
        '0\x82\x01\x05\x02\x01\x01d\x81\xff\x04\x000\x81\xfa0%\x04\x0bobjectClass1\x16\x04\x03top\x04\x0fOpenLDAProotDSE0*\x04\x15structuralObjectClass1\x11\x04\x0fOpenLDAProotDSE0\x1c\x04\rconfigContext1\x0b\x04\x09cn=config0\x1f\x04\x0enamingContexts1\r\x04\x0bdc=nodomain0\x1b\x04\x14supportedLDAPVersion1\x03\x04\x0130/\x04\x17supportedSASLMechanisms1\x14\x04\x08CRAM-MD5\x04\x08EXTERNAL0\x22\x04\x11subschemaSubentry1\r\x04\x0bcn=Subschem',
      talk: ['0*\x02\x01\x02x%\n\x01\x02\x04\0\x04\x1eunsupported extended operation'],
      expect: {
        protocol: 'ldap',
        product: 'OpenLDAP',
        facts: { namingContexts: ['dc=nodomain'], startTls: false, ldapVersions: ['3'] },
      },
    },
    {
      reply: '02\x02\x01\x00x-\n\x01\x02\x04\x00\x04\x0edecoding error\x8a\x161.3.6.1.4.1.1466.20036',
      expect: { protocol: 'ldap' },
    },
    {
      reply: '0\x0c\x02\x01\x01e\x07\n\x01\x32\x04\0\x04\0',
      expect: { protocol: 'ldap', facts: { rootReadable: false } },
    },
  ],
})

function isRoot(entry: Entry): boolean {
  return ['supportedldapversion', 'namingcontexts', 'objectclass', 'vendorname'].some((name) => entry.has(name))
}

function told(entry: Entry): Partial<Match> {
  const one = (name: string) => entry.get(name.toLowerCase())?.[0]
  const all = (name: string) => copyOf(entry.get(name.toLowerCase()))
  const host = one('dnsHostName')
  return {
    ...productOf(entry, one),
    names: host === undefined ? [] : [host],
    facts: {
      rootReadable: true,
      namingContexts: all('namingContexts'),
      ldapVersions: all('supportedLDAPVersion'),
      auth: all('supportedSASLMechanisms'),
      offersStartTls: entry.get('supportedextension')?.includes(startTlsExtension),
      domain: one('defaultNamingContext'),
      forest: one('rootDomainNamingContext'),
      site: one('serverName'),
      domainLevel: one('domainFunctionality'),
      forestLevel: one('forestFunctionality'),
      globalCatalog: one('isGlobalCatalogReady') === undefined ? undefined : one('isGlobalCatalogReady') === 'TRUE',
    },
  }
}

function productOf(entry: Entry, one: (name: string) => string | undefined): Partial<Match> {
  if (entry.get('objectclass')?.includes('OpenLDAProotDSE') === true)
    return { product: 'OpenLDAP', vendor: 'OpenLDAP Foundation', cpe: [cpe('a', 'openldap', 'openldap')] }
  const vendor = one('vendorName')
  const level = one('domainControllerFunctionality')
  // Samba's directory answers as Active Directory does, and names itself.
  if (vendor?.startsWith('Samba Team') === true)
    return { product: 'Samba', vendor: 'Samba Team', cpe: [cpe('a', 'samba', 'samba')] }
  if (level !== undefined || one('isGlobalCatalogReady') !== undefined)
    return {
      product: 'Active Directory',
      vendor: 'Microsoft',
      os: windows[level ?? ''] ?? 'Windows',
      cpe: [cpe('a', 'microsoft', 'active_directory')],
    }
  const version = one('vendorVersion')
  if (version === undefined) return { vendor }
  const [, product, number] = /^(\D*?)[ /v-]*(\d[\w.]*)?(?:\s|$)/.exec(version.slice(0, 100)) ?? []
  return { vendor, product: product?.trim() || vendor, version: number }
}

const copyOf = (values: readonly string[] | undefined) => (values === undefined ? undefined : [...values])
