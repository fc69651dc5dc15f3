import { dnsQuestion } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import type { Match } from '../detector.ts'
import type { HelloContext } from '../hello-context.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'
import { dnsMessage, txtOf } from './dns-message.ts'

const NS = 2
const TXT = 16
const IN = 1
const CHAOS = 3
const codes = ['no error', 'format error', 'server failure', 'name error', 'not implemented', 'refused']

/** How name servers name themselves in version.bind, a tradition of BIND that the others took over (RFC 4892). */
const products = [
  [linear(String.raw`^unbound (\d[\w.]*)`), 'Unbound', 'nlnetlabs', 'unbound'],
  [linear(String.raw`^dnsmasq-(?:pi-hole-v?)?(\d[\w.]*)`), 'dnsmasq', 'thekelleys', 'dnsmasq'],
  [linear(String.raw`^Knot DNS (\d[\w.]*)`), 'Knot DNS', 'nic', 'knot_dns'],
  [linear(String.raw`^Knot Resolver (\d[\w.]*)`), 'Knot Resolver', 'nic', 'knot_resolver'],
  [linear(String.raw`^PowerDNS Recursor (\d[\w.]*)`), 'PowerDNS Recursor', 'powerdns', 'recursor'],
  [linear(String.raw`^PowerDNS Authoritative Server (\d[\w.]*)`), 'PowerDNS', 'powerdns', 'authoritative_server'],
  [linear(String.raw`^NSD (\d[\w.]*)`), 'NSD', 'nlnetlabs', 'name_server_daemon'],
  [linear(String.raw`^CoreDNS-(\d[\w.]*)`), 'CoreDNS', 'coredns.io', 'coredns'],
  [linear(String.raw`^Microsoft DNS (\d[\w.]*)`), 'Microsoft DNS', 'microsoft', 'dns_server'],
  [linear(String.raw`^gdnsd(?: (\d[\w.]*))?`), 'gdnsd', 'gdnsd', 'gdnsd'],
  [linear(String.raw`^(?:BIND )?(9\.\d+\.\d+(?:-[PSW]\d+)?)`), 'BIND', 'isc', 'bind'],
] as const

const systems = [
  [/-Debian\b/, 'Debian'],
  [/-Ubuntu\b/, 'Ubuntu'],
  [/-RedHat\b/, 'Red Hat'],
  [/^Microsoft/, 'Windows'],
] as const

/** The answer to the question for the root's name servers; null when the reply is something else. */
export function matchDns(reply: Reply): Match | null {
  const message = dnsMessage(reply)
  if (message === null || message.code >= codes.length) return null
  const { question, code, recursion, authoritative, records } = message
  if (question === null) {
    const isBareError = reply.length === 12 && code !== 0 && code !== 3
    return isBareError ? { protocol: 'dns', confidence: 0.6, facts: { answer: codes[code] } } : null
  }
  if (question.name !== '' || question.type !== NS || question.klass !== IN) return null
  const knowsRoot = records.some(({ name, type }) => name === '' && type === NS)
  const facts = { answer: codes[code], recursion, authoritative: authoritative || undefined }
  return { protocol: 'dns', facts: { ...facts, rootServers: knowsRoot || undefined } }
}

/** Asks the server for its version and for its own name (RFC 4892), which it may keep to itself. */
export async function askDnsServer(
  ask: (question: Uint8Array) => Promise<Reply>,
  context: Pick<HelloContext, 'random'>,
  match: Match,
): Promise<Match> {
  const textOf = async (name: string) =>
    textIn(await ask(dnsQuestion({ id: context.random(2), flags: 0 }, name, TXT, CHAOS)), name)
  const version = (await textOf('version.bind')) ?? (await textOf('version.server'))
  const serverId = (await textOf('hostname.bind')) ?? undefined
  return {
    ...match,
    ...(version === null ? {} : productIn(version)),
    facts: { ...match.facts, versionText: version ?? undefined, serverId },
    names: serverId === undefined ? [] : [serverId],
  }
}

/** Null when it was not told, or another question is answered: a late datagram. */
function textIn(reply: Reply, name: string): string | null {
  const message = dnsMessage(reply)
  if (message?.question?.name.toLowerCase() !== name) return null
  const record = message.records.find(({ type, klass }) => type === TXT && klass === CHAOS)
  return record === undefined ? null : txtOf(reply, record)
}

function productIn(text: string): Partial<Match> {
  const os = systems.find(([pattern]) => pattern.test(text))?.[1]
  for (const [pattern, product, vendor, name] of products) {
    const groups = pattern.exec(text)
    if (groups !== null) return { product, version: groups[1], os, cpe: [cpe('a', vendor, name, groups[1])] }
  }
  return { os }
}
