// The document that nmap's DTD describes (nmap.dtd of 7.93, xmloutputversion 1.05), for the readers that exist.
import type { ReportHead } from '../types.ts'
import { detailsOf } from '../views/service-words.ts'
import { cpeUri } from './cpe-uri.ts'
import type { NmapExtraPorts, NmapHost, NmapPort } from './hosts.ts'
import { element, openingTag, xmlText } from './xml.ts'

export interface NmapRun {
  readonly head: ReportHead
  /** nmap's word for how TCP was scanned. */
  readonly technique: string
  readonly hosts: Iterable<NmapHost>
  /** Hosts that were asked for, when so many are listed. */
  totalHosts(listed: number): number
  /** Of these, hosts that did not answer host discovery; null when nobody looked for hosts. */
  readonly hostsDown: number | null
  readonly finishedAt: string
  readonly summary: string
  /** Why the run broke off, or null. */
  readonly interrupted: string | null
}

const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000)
/** The layout of C's ctime, in UTC, which nmap's readers parse or show: `Sun Mar  1 08:00:00 2026`. */
function ctime(instant: string): string {
  const [day, date, month, year, time] = new Date(instant).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${date!.replace(/^0/, ' ')} ${time} ${year}`
}

/** In lines, as the hosts come. */
export function* nmapDocument(run: NmapRun): Generator<string, void, undefined> {
  const { head, hosts, hostsDown } = run
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n'
  const root = {
    scanner: 'nmap',
    args: head.command,
    start: seconds(head.startedAt),
    startstr: ctime(head.startedAt),
    version: head.version,
    xmloutputversion: '1.05',
  }
  yield `${openingTag('nmaprun', root)}\n`
  for (const line of scanInfo(run)) yield `${line}\n`
  yield `${element('verbose', { level: 0 })}\n${element('debugging', { level: 0 })}\n`
  const counts = { listed: 0, up: 0 }
  for (const host of hosts) {
    counts.listed += 1
    if (statusOf(host, hostsDown).state === 'up') counts.up += 1
    yield `${hostElement(host, hostsDown)}\n`
  }
  yield `${runStats(run, counts)}\n</nmaprun>\n`
}

function scanInfo({ head, technique }: NmapRun): string[] {
  const types = { tcp: technique, udp: 'udp' }
  return (['tcp', 'udp'] as const)
    .filter((protocol) => head.counts[protocol] > 0)
    .map((protocol) =>
      element('scaninfo', {
        type: types[protocol],
        protocol,
        numservices: head.counts[protocol],
        services: head.portSpecification[protocol],
      }),
    )
}

function hostElement(host: NmapHost, hostsDown: number | null): string {
  const { address, hostnames, ports, extraPorts } = host
  return element('host', {}, [
    element('status', { ...statusOf(host, hostsDown), reason_ttl: 0 }),
    element('address', { addr: address, addrtype: address.includes(':') ? 'ipv6' : 'ipv4' }),
    element(
      'hostnames',
      {},
      hostnames.map((name) => element('hostname', { name, type: 'user' })),
    ),
    element('ports', {}, [...extraPorts.map(extraPortsElement), ...ports.map(portElement)]),
  ])
}

/** What a host answered discovery with is not kept. Where hosts were left out, all the others have answered it. */
function statusOf({ answered }: NmapHost, hostsDown: number | null) {
  if (!answered && !hostsDown) return { state: 'unknown', reason: 'no-response' }
  return { state: 'up', reason: hostsDown === null ? 'user-set' : 'unknown-response' }
}

function extraPortsElement({ state, count, reasons }: NmapExtraPorts): string {
  const children = reasons.map(({ reason, count, transport }) =>
    element('extrareasons', { reason, count, proto: transport }),
  )
  return element('extraports', { state, count }, children)
}

function portElement(port: NmapPort): string {
  return element('port', { protocol: port.transport, portid: port.port }, [
    element('state', { state: port.state, reason: port.reason, reason_ttl: 0 }),
    ...serviceElement(port),
  ])
}

/** A service that spoke is `probed`; one that the port number suggests is `table`, with nmap's confidence for it, 3. */
function serviceElement(port: NmapPort): string[] {
  const { name, service } = port
  if (service === null) return name === null ? [] : [element('service', { name, method: 'table', conf: 3 })]
  if (service.protocol === 'unknown') return serviceElement({ ...port, service: null })
  const { protocol, product, version, os, deviceType, names, tls, confidence } = service
  const attributes = {
    name: protocol,
    product,
    version,
    extrainfo: detailsOf(service).join('; ') || null,
    hostname: names[0] ?? null,
    // It has no word for how sure that is.
    ostype: os?.from.includes('service') ? os.name : null,
    devicetype: deviceType,
    // Inside TLS from its first byte: what STARTTLS offers is reached in the clear.
    tunnel: tls === null || tls.startTls !== null ? null : 'ssl',
    method: 'probed',
    conf: Math.max(1, Math.round(10 * confidence)),
  }
  return [
    element(
      'service',
      attributes,
      service.cpe.map((cpe) => `<cpe>${xmlText(cpeUri(cpe))}</cpe>`),
    ),
  ]
}

function runStats(run: NmapRun, { listed, up }: { listed: number; up: number }): string {
  const { head, hostsDown, finishedAt, summary, interrupted } = run
  const elapsed = (Date.parse(finishedAt) - Date.parse(head.startedAt)) / 1000
  return element('runstats', {}, [
    element('finished', {
      time: seconds(finishedAt),
      timestr: ctime(finishedAt),
      summary,
      elapsed: elapsed.toFixed(2),
      exit: interrupted === null ? 'success' : 'error',
      errormsg: interrupted,
    }),
    element('hosts', {
      up,
      down: hostsDown ?? 0,
      total: run.totalHosts(listed),
    }),
  ])
}
