import { groupBy } from '../../lib/group-by.ts'
import { count, cutText, groupDigits } from '../../lib/text.ts'
import type { ScanRecord } from '../../model/scan-record.ts'
import type { PseudoService, ScanSummary, Tally } from '../../model/scan-summary.ts'
import type { State } from '../../model/unions.ts'
import { firstOf, mapped } from '../sorting/records.ts'
import { countDistinct } from '../sorting/sorter.ts'
import type { ReportHead } from '../types.ts'
import {
  adviceColumns,
  categoryColumn,
  partColumns,
  placeColumns,
  portColumn,
  serviceColumn,
} from './endpoint-columns.ts'
import { addressKey, portKey, riskKey } from './order.ts'
import { evidenceOf } from './service-words.ts'
import type { Column, Remark, View } from './view.ts'
import { card, categoryCards, dotted, durationText, headline, incompleteness, notesOf, stateTone } from './words.ts'

const hostText = ({ address, hostname }: ScanRecord) => (hostname === null ? address : `${address} (${hostname})`)

const addressOf = ({ address }: ScanRecord) => address

/** Twice the measured size of a record with its address and without a service; other text is shared or of this length. */
const recordBytes = 400

const weight = ({ hostname, service }: ScanRecord) =>
  recordBytes + 2 * (hostname?.length ?? 0) + (service === null ? 0 : 2 * JSON.stringify(service).length)

const mayBeOpen = ({ state }: ScanRecord) => state === 'open' || state === 'open|filtered'

/** The reason of an open port is the one that its transport has; of the others it says what stands in the way. */
const stateText = ({ state, reason }: ScanRecord) => (state === 'open' ? state : `${state} (${reason})`)

const columns: readonly Column<ScanRecord>[] = [
  categoryColumn(mayBeOpen),
  {
    key: 'host',
    header: 'Host',
    for: 'people',
    grouped: true,
    value: hostText,
    sort: (record) => addressKey(record.address),
  },
  portColumn,
  { key: 'address', header: 'Address', for: 'data', value: (record) => record.address },
  { key: 'hostname', header: 'Host name', for: 'data', value: (record) => record.hostname },
  ...placeColumns,
  {
    key: 'state',
    header: 'State',
    for: 'people',
    value: stateText,
    tone: (record) => stateTone(record.state),
  },
  { key: 'state', header: 'State', for: 'data', value: (record) => record.state },
  { key: 'reason', header: 'Reason', for: 'data', value: (record) => record.reason },
  { key: 'rttMs', header: 'Round trip ms', for: 'data', value: (record) => record.rttMs },
  { key: 'observedAt', header: 'Observed at', for: 'data', value: (record) => record.observedAt },
  { key: 'vantage', header: 'Vantage', for: 'data', value: (record) => record.vantage },
  serviceColumn,
  ...partColumns,
  {
    key: 'categoryReason',
    header: 'Why',
    for: 'people',
    prose: true,
    // The category has a column of its own, and terminals are narrow.
    value: ({ category, categoryReason }) => categoryReason.replace(` is ${category}`, ''),
    tone: () => 'muted',
  },
  { key: 'categoryReason', header: 'Why', for: 'data', value: (record) => record.categoryReason },
  ...adviceColumns(mayBeOpen),
]

/** An ACK scan cannot tell what is open. */
const soughtBy = ({ technique }: Pick<ReportHead, 'technique'>): State => (technique === 'ack' ? 'unfiltered' : 'open')

const titleOf = (head: ReportHead) => (soughtBy(head) === 'open' ? 'Open ports' : 'Unfiltered ports')

/** What was not asked may be open: a scan that broke off says nothing about the rest. */
const soFar = ({ complete }: ScanSummary) => (complete ? '' : ', as far as it got')

const targetsListed = 3
const targetLimit = 60

/** `10.0.0.1, 10.0.0.2, web and 4 more`; null when none was named (they came from a file). */
function listed(targets: readonly string[]): string | null {
  if (targets.length === 0) return null
  const names = targets.slice(0, targetsListed).map((target) => cutText(target, targetLimit))
  const more = targets.length - names.length
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${groupDigits(more)} more`
}

function hostsText(summary: ScanSummary | null, shown: Iterable<ScanRecord>): string {
  const hosts = summary?.hosts ?? countDistinct(mapped(shown, addressOf))
  const only = firstOf(shown)
  return hosts === 1 && only !== undefined ? only.address : count(hosts, 'host')
}

/** More hosts than this that have no row of their own are counted instead of listed. */
const hostsListed = 8

export const scanView: View<'scan'> = {
  title: titleOf,
  subject: (head, summary, shown) => `${titleOf(head)} of ${listed(head.targets ?? []) ?? hostsText(summary, shown)}`,
  columns,
  group: { heading: hostText, order: ({ address, hostname }) => `${addressKey(address)} ${hostname ?? ''}` },
  order: (record) =>
    [
      mayBeOpen(record) ? 0 : 1,
      riskKey(record.category),
      portKey(record.port, record.transport),
      addressKey(record.address),
    ].join(' '),
  folded: (summary) => {
    const folded = new Set(summary.pseudoServices.map(({ address, transport }) => `${transport} ${address}`))
    return ({ address, transport }) => folded.has(`${transport} ${address}`)
  },
  weight,
  headline: (summary) => headline(summary.byCategory, summary.byState, soughtBy(summary)) + soFar(summary),
  cards: (summary) => [
    ...(soughtBy(summary) === 'open'
      ? categoryCards(summary.byCategory)
      : [card('unfiltered', summary.byState.unfiltered ?? 0, 'plain')]),
    card('closed', summary.byState.closed ?? 0, 'muted'),
    card('filtered', summary.byState.filtered ?? 0, 'muted'),
    card('open|filtered', summary.byState['open|filtered'] ?? 0, 'muted'),
  ],
  facts: (summary) =>
    dotted([
      `${count(summary.hosts, 'host')}, ${count(summary.endpoints, 'endpoint')}`,
      `${summary.engine} engine from ${summary.vantage}`,
      durationText(summary.startedAt, summary.finishedAt),
    ]),
  evidence: ({ reason, rttMs, observedAt, vantage, service }) =>
    dotted([
      rttMs === null ? reason : `${reason} after ${rttMs} ms`,
      `${observedAt} from ${vantage}`,
      ...evidenceOf(service),
    ]),
  remarks: (summary, shown) => [...summary.pseudoServices.map(pseudoServiceRemark), ...quietHosts(summary, shown)],
  folds: ({ pseudoServices }) => foldedHosts(pseudoServices),
  warnings: (summary) => incompleteness(summary, summary.endpoints),
  notes: notesOf,
}

function pseudoServiceRemark(host: PseudoService): Remark {
  const also =
    host.evidence.length === 0 ? '' : `, and ports nobody asked for answered too: ${host.evidence.join(', ')}`
  const text =
    `${host.address} answers on everything (${host.transport}): ${groupDigits(host.open)} of ${groupDigits(host.sampled)} ` +
    `sampled ports open${also}. Folded; ${groupDigits(host.skipped)} not probed.`
  return { text, tone: 'warning' }
}

/** A line each; of very many hosts the rest in one line. */
function foldedHosts(hosts: readonly PseudoService[]): Remark[] {
  const listed = hosts.slice(0, hostsListed).map(pseudoServiceRemark)
  const others = hosts.slice(hostsListed)
  if (others.length === 0) return listed
  const skipped = others.reduce((sum, host) => sum + host.skipped, 0)
  const text = `${groupDigits(others.length)} more answer on everything. Folded; ${groupDigits(skipped)} not probed.`
  return [...listed, { text, tone: 'warning' }]
}

function quietHosts(summary: ScanSummary, shown: Iterable<ScanRecord>): Remark[] {
  const quiet = groupBy(
    summary.tallies.filter(({ address }) => address !== null),
    ({ address }) => address!,
  )
  const { pseudoServices, hosts, hostsDown } = summary
  for (const address of loudAddresses(shown, pseudoServices)) quiet.delete(address)
  const total = Math.max(0, hosts - hostsDown - countDistinct(loudAddresses(shown, pseudoServices)))
  if (total + hostsDown === 0) return []
  const down = hostsDown === 0 ? '' : `, ${groupDigits(hostsDown)} down`
  if (hostsDown > 0 || quiet.size !== total || total > hostsListed)
    return [
      { text: `${count(total, 'host')} with nothing ${soughtBy(summary)}${soFar(summary)}${down}.`, tone: 'muted' },
    ]
  return [...quiet].map(([address, tallies]) => ({
    text: `${address}: nothing ${soughtBy(summary)} (${tallyText(tallies)})${soFar(summary)}`,
    tone: 'muted',
  }))
}

/** Of hosts that have a row, or a line of their own. */
function* loudAddresses(shown: Iterable<ScanRecord>, folded: readonly PseudoService[]): Generator<string> {
  for (const { address } of shown) yield address
  for (const { address } of folded) yield address
}

function tallyText(tallies: readonly Tally[]): string {
  const byState = new Map<string, number>()
  for (const { state, count } of tallies) byState.set(state, (byState.get(state) ?? 0) + count)
  return [...byState].map(([state, count]) => `${groupDigits(count)} ${state}`).join(', ')
}
