// decodes foreign bytes
import { XMLParser } from 'fast-xml-parser'
import { formatAddress, parseAddress } from '../lib/address.ts'
import { states, transports } from '../model/unions.ts'
import type { OutsideView, SeenOutside } from './seen.ts'

/** Elements that there may be several of. */
const repeated = new Set(['host', 'address', 'port'])

type Element = Readonly<Record<string, unknown>>

/** The ports that nmap's XML lists one by one (nmap.dtd). What is no such document has none. Never throws. */
export function decodeNmapXml(text: string, vantage: string): OutsideView {
  const run = elementAt(document(text), 'nmaprun')
  const all = list(run, 'host').flatMap((host) => portsOf(host, vantage, instantOf(host.starttime ?? run.start)))
  const seen = all.filter((each) => each !== null)
  return { seen, unread: all.length - seen.length }
}

function document(text: string): Element {
  // Entities could make much of little; nmap uses none but those for characters, and of those no name that is read here.
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: false,
    isArray: (name: string) => repeated.has(name),
  })
  try {
    return elementAt({ document: parser.parse(text) as unknown }, 'document')
  } catch {
    return {}
  }
}

/** Seconds since 1970, of when it began. */
function instantOf(seconds: unknown): string | null {
  return /^\d{1,11}$/.test(String(seconds)) ? new Date(Number(seconds) * 1000).toISOString() : null
}

function portsOf(host: Element, vantage: string, at: string | null): readonly (SeenOutside | null)[] {
  const addresses = list(host, 'address').flatMap(({ addr }) => parseAddress(String(addr)) ?? [])
  return list(elementAt(host, 'ports'), 'port').map((port) => {
    const [address] = addresses
    const transport = transports.find((each) => each === port.protocol)
    const state = states.find((each) => each === elementAt(port, 'state').state)
    const number = /^\d{1,5}$/.test(String(port.portid)) ? Number(port.portid) : Number.NaN
    if (address === undefined || transport === undefined || state === undefined || !(number <= 65_535)) return null
    const seen = { address: formatAddress(address.family, address.value), transport, port: number, state, vantage }
    return at === null ? seen : { ...seen, at }
  })
}

function elementAt(parent: Element, name: string): Element {
  const found = Object.hasOwn(parent, name) ? parent[name] : undefined
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Element) : {}
}

function list(parent: Element, name: string): readonly Element[] {
  const found = Object.hasOwn(parent, name) ? parent[name] : undefined
  return Array.isArray(found) ? found.filter((each): each is Element => typeof each === 'object' && each !== null) : []
}
