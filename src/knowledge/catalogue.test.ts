import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { catalogue } from './catalogue.gen.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'
import { catalogueEntrySchema } from './catalogue-schema.ts'

const folder = new URL('./catalogue/', import.meta.url)
const byId = new Map(catalogue.map((entry) => [entry.id, entry]))

const covers = (entry: CatalogueEntry, port: number, transport: string) =>
  entry.ports.some((text) => {
    const [range = '', kind] = text.split('/')
    const [first = 0, last = first] = range.split('-').map(Number)
    return kind === transport && first <= port && port <= last
  })

/** The entry that is shown for a port: the heaviest, the earlier one of equals. */
function shown(text: string): CatalogueEntry | undefined {
  const [port, transport = 'tcp'] = text.split('/')
  return catalogue.filter((entry) => covers(entry, Number(port), transport)).sort((a, b) => b.weight - a.weight)[0]
}

const idsIn = (file: string): string[] =>
  parse(readFileSync(new URL(file, folder), 'utf8')).map((entry: { id: string }) => entry.id)

describe('every entry of the catalogue', () => {
  it.each(catalogue.map((entry) => [entry.id, entry] as const))('%s fits the schema', (_, entry) => {
    expect(catalogueEntrySchema.safeParse(entry).error?.issues ?? []).toEqual([])
  })

  it('is compiled from the YAML as it stands', () => {
    const ids = readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .flatMap(idsIn)
    expect(catalogue.map((entry) => entry.id)).toEqual(ids)
  })

  it('has an id of its own', () => expect(byId.size).toBe(catalogue.length))

  it('names what to use instead, when it is readable on the way and risky or administrative', () => {
    const lacking = catalogue.filter(
      ({ cleartext, category, malware, replacement }) =>
        cleartext === true && (category === 'risky' || category === 'administrative') && !malware && !replacement,
    )
    expect(lacking.map((entry) => entry.id)).toEqual([])
  })

  it('says why it is dangerous, when it is risky or administrative', () => {
    const lacking = catalogue.filter(({ category, danger }) => /risky|administrative/.test(category) && !danger)
    expect(lacking.map((entry) => entry.id)).toEqual([])
  })

  it('writes CVE numbers that can be looked up, not from after the incident', () => {
    const incidents = catalogue.flatMap((entry) => entry.incidents ?? [])
    for (const { name, year, reference } of incidents) {
      const cve = /CVE-?\d*/.exec(reference)
      if (!cve) continue
      expect(reference, name).toMatch(/CVE-\d{4}-\d{4,}/)
      expect(Number(/CVE-(\d{4})/.exec(reference)?.[1]), name).toBeLessThanOrEqual(year + 1)
    }
  })

  it('is one line without double spaces in its advice', () => {
    for (const { advice, id } of catalogue) expect(advice, id).not.toMatch(/\n|\s{2}/)
  })
})

describe('the catalogue as a whole', () => {
  it('has at least 250 entries', () => expect(catalogue.length).toBeGreaterThanOrEqual(250))

  it('uses every category', () => {
    expect([...new Set(catalogue.map((entry) => entry.category))].sort()).toEqual([
      'administrative',
      'normal',
      'other',
      'risky',
    ])
  })

  it('never speaks to controllers of plants, buildings and hospitals by default', () => {
    const controllers = ['industrial.yaml', 'building-control.yaml', 'medical.yaml'].flatMap(idsIn)
    expect(controllers.filter((id) => !byId.get(id)?.fragile)).toEqual([])
  })

  it.each([102, 502, 515, 1911, 4840, 9100, 9107, 20000, 44818])('calls %i/tcp fragile', (port) => {
    expect(shown(`${port}/tcp`)?.fragile).toBeTypeOf('string')
  })

  it('calls BACnet fragile', () => expect(shown('47808/udp')?.fragile).toBeTypeOf('string'))

  it('calls what is known from malware a hint, and never lets it outweigh a usual use of the port', () => {
    for (const entry of catalogue.filter((candidate) => candidate.malware)) {
      expect(entry.category, entry.id).toBe('risky')
      expect(entry.weight, entry.id).toBeLessThan(50)
    }
  })
})

describe('what is shown for a port', () => {
  it.each([
    ['22/tcp', 'ssh', 'administrative'],
    ['23/tcp', 'telnet', 'risky'],
    ['25/tcp', 'smtp', 'normal'],
    ['53/udp', 'dns', 'normal'],
    ['80/tcp', 'http', 'normal'],
    ['123/udp', 'ntp', 'normal'],
    ['443/tcp', 'https', 'normal'],
    ['445/tcp', 'smb', 'risky'],
    ['623/udp', 'ipmi', 'administrative'],
    ['2375/tcp', 'docker', 'risky'],
    ['3306/tcp', 'mysql', 'administrative'],
    ['3389/tcp', 'rdp', 'administrative'],
    ['5432/tcp', 'postgresql', 'administrative'],
    ['5555/tcp', 'adb', 'risky'],
    ['5900/tcp', 'vnc', 'risky'],
    ['6379/tcp', 'redis', 'risky'],
    ['9100/tcp', 'jetdirect', 'risky'],
    ['10250/tcp', 'kubelet', 'risky'],
    ['11211/udp', 'memcached', 'risky'],
    ['20000/udp', 'dnp3', 'risky'],
    ['27017/tcp', 'mongodb', 'risky'],
    ['27374/tcp', 'subseven', 'risky'],
    ['30000/udp', 'rtp-range', 'other'],
  ])('%s is %s, %s', (port, id, category) => {
    expect(shown(port)).toMatchObject({ id, category })
  })

  // What an administrator would say at once, without looking at what runs there.
  it.each([
    [
      'normal',
      '25 53 80 443 465 587 853 990 993 995 5222 8883 53/udp 67/udp 123/udp 443/udp 500/udp 1194/udp 4500/udp',
    ],
    ['normal', '51820/udp'],
    [
      'risky',
      '7 19 21 23 79 110 111 135 137 138/udp 139 143 161/udp 389 445 512 513 514 515 548 873 1080 1434/udp 1723',
    ],
    [
      'risky',
      '1883 1900/udp 2049 2181 2375 2379 2380 3268 4369 4786 5060/udp 5555 5672 5800 5900 6000 6379 8086 8500 5984',
    ],
    ['risky', '8888 9042 9092 9100 9200 9300 10250 10255 11211 11434 27017 69/udp 177/udp 389/udp 502 102 47808/udp'],
    ['administrative', '22 179 623/udp 636 1433 1521 2376 3128 3269 3306 3389 5000 5432 5601 5938 5985 5986 6443'],
    ['administrative', '7001 7547 8000 8006 8080 8089 8123 8200 8291 8443 9000 9090 9443 10000 15672 50000 88 464 631'],
    ['other', '1935 5353/udp 6667 6881 25565 32400 30303'],
  ])('%s: %s', (category, ports) => {
    expect(ports.split(' ').filter((port) => shown(port)?.category !== category)).toEqual([])
  })

  it.each([
    ['http', 'http'],
    ['https', 'https'],
    ['ssh', 'ssh'],
    ['telnet', 'telnet'],
    ['smb', 'smb'],
    ['redis', 'redis'],
    ['mysql', 'mysql'],
    ['postgresql', 'postgresql'],
    ['elasticsearch', 'elasticsearch'],
    ['docker', 'docker'],
  ])('the protocol %s is described by the entry %s', (protocol, id) => {
    const speakers = catalogue.filter((entry) => entry.services?.includes(protocol))
    expect(speakers.sort((a, b) => b.weight - a.weight)[0]?.id).toBe(id)
  })

  it.each([
    ['telnet', 'ssh'],
    ['ftp', 'sftp'],
    ['http', 'https'],
    ['pop3', 'pop3s'],
    ['smb', 'smb3'],
    ['vnc', 'vpn'],
    ['ldap', 'ldaps'],
    ['rsh', 'ssh'],
  ])('%s is to be replaced by %s', (id, secure) => {
    expect(byId.get(id)?.replacement?.protocol).toContain(secure)
  })

  it.each([
    ['smb', 'WannaCry', 2017],
    ['telnet', 'Mirai', 2016],
    ['memcached', 'GitHub', 2018],
    ['rdp', 'BlueKeep', 2019],
    ['mssql-browser', 'SQL Slammer', 2003],
    ['https', 'Heartbleed', 2014],
  ])('%s names %s of %i', (id, name, year) => {
    const incident = byId.get(id)?.incidents?.find((one) => one.name.includes(name))
    expect(incident?.year).toBe(year)
  })
})
