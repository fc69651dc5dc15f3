import { groupDigits } from '../../lib/text.ts'
import type { CheckRecord } from '../../model/check-record.ts'
import type { Exposure } from '../../model/unions.ts'
import { addressKey, portKey, riskKey } from './order.ts'
import { ownerText } from './ports.ts'
import { serviceColumns } from './service-columns.ts'
import type { Column, Tone, View } from './view.ts'
import {
  card,
  categoryCards,
  dotted,
  durationText,
  endpointText,
  headline,
  notesOf,
  pairs,
  serviceText,
} from './words.ts'

const exposureTones: Readonly<Record<Exposure, Tone>> = {
  exposed: 'warning',
  unexplained: 'warning',
  forwarded: 'warning',
  'unused-rule': 'other',
  blocked: 'normal',
  'local-only': 'normal',
  unknown: 'muted',
}

const reachableText = ({ reachable }: CheckRecord) =>
  reachable.length === 0 ? null : reachable.map(({ from, state }) => `${state} from ${from}`).join(', ')

function processText({ listening, listener }: CheckRecord): string | null {
  if (!listening) return 'nothing listens'
  if (listener === null) return null
  const owner = ownerText(listener)
  return owner === null ? listener.process : `${listener.process ?? 'unknown process'} (${owner})`
}

/** An address of another network namespace is not ours, so it says whose it is. */
function placeText({ address, port, transport, listener }: CheckRecord): string {
  const endpoint = endpointText(address, port, transport)
  return listener?.netns ? `${endpoint} in ${listener.netns}` : endpoint
}

/** Who can reach it comes first: the category stands in a column of its own. */
function whyText({ why, categoryReason }: CheckRecord): string {
  return why === '' || categoryReason.includes(why) ? categoryReason : `${why}; ${categoryReason}`
}

const columns: readonly Column<CheckRecord>[] = [
  {
    key: 'category',
    header: 'Category',
    for: 'people',
    essential: true,
    value: (record) => record.category,
    tone: (record) => record.category,
    sort: (record) => Number(riskKey(record.category)),
  },
  {
    key: 'endpoint',
    header: 'Endpoint',
    for: 'people',
    essential: true,
    value: placeText,
    sort: (record) => portKey(record.port, record.transport) + addressKey(record.address),
  },
  { key: 'address', header: 'Address', for: 'data', value: (record) => record.address },
  { key: 'transport', header: 'Transport', for: 'data', value: (record) => record.transport },
  { key: 'port', header: 'Port', for: 'data', value: (record) => record.port },
  { key: 'name', header: 'Name', for: 'data', value: (record) => record.name },
  { key: 'listening', header: 'Listening', for: 'data', value: (record) => record.listening },
  {
    key: 'service',
    header: 'Service',
    for: 'people',
    optional: true,
    value: (record) => serviceText(record.name, record.service),
    tone: (record) => (record.service === null ? 'muted' : 'plain'),
  },
  {
    key: 'process',
    header: 'Process',
    for: 'people',
    value: processText,
    tone: (record) => (record.listening ? 'plain' : 'muted'),
  },
  { key: 'listener.pid', header: 'PID', for: 'data', value: ({ listener }) => listener?.pid ?? null },
  { key: 'listener.process', header: 'Process', for: 'data', value: ({ listener }) => listener?.process ?? null },
  {
    key: 'listener.executable',
    header: 'Executable',
    for: 'data',
    value: ({ listener }) => listener?.executable ?? null,
  },
  { key: 'listener.user', header: 'User', for: 'data', value: ({ listener }) => listener?.user ?? null },
  { key: 'listener.unit', header: 'Unit', for: 'data', value: ({ listener }) => listener?.unit ?? null },
  {
    key: 'listener.container',
    header: 'Container',
    for: 'data',
    value: ({ listener }) => listener?.container?.name ?? listener?.container?.id ?? null,
  },
  {
    key: 'listener.bind',
    header: 'Bind',
    for: 'both',
    value: ({ listener }) => listener?.bind ?? null,
    tone: ({ listener }) => (listener?.bind === 'loopback' ? 'normal' : 'plain'),
  },
  { key: 'reachable', header: 'Reachable', for: 'both', value: reachableText },
  {
    key: 'exposure',
    header: 'Exposure',
    for: 'both',
    value: (record) => record.exposure,
    tone: (record) => exposureTones[record.exposure],
  },
  {
    key: 'why',
    header: 'Why',
    for: 'people',
    prose: true,
    value: whyText,
    tone: () => 'muted',
  },
  { key: 'why', header: 'Why', for: 'data', value: (record) => record.why },
  { key: 'firewall.verdict', header: 'Firewall', for: 'data', value: ({ firewall }) => firewall?.verdict ?? null },
  { key: 'firewall.trail', header: 'Trail', for: 'data', value: ({ firewall }) => firewall?.trail.join('; ') ?? null },
  ...serviceColumns,
  { key: 'category', header: 'Category', for: 'data', value: (record) => record.category },
  { key: 'categoryReason', header: 'Category reason', for: 'data', value: (record) => record.categoryReason },
  { key: 'advice', header: 'Advice', for: 'data', value: (record) => record.advice },
  {
    key: 'advice',
    header: 'Advice',
    for: 'people',
    below: true,
    prose: true,
    value: (record) => (record.category === 'risky' ? record.advice : null),
  },
]

export const checkView: View<'check'> = {
  title: 'This machine',
  columns,
  order: (record) =>
    `${riskKey(record.category)} ${portKey(record.port, record.transport)} ${addressKey(record.address)}`,
  headline: (summary) => headline(summary.byCategory, { closed: summary.closed, filtered: summary.filtered }),
  cards: (summary) => [
    ...categoryCards(summary.byCategory),
    card('exposed', summary.byExposure.exposed ?? 0, 'warning'),
    card('local only', summary.byExposure['local-only'] ?? 0, 'normal'),
    card('exposure unknown', summary.byExposure.unknown ?? 0, 'muted'),
  ],
  facts: (summary) => {
    const exposures = Object.entries(summary.byExposure).filter(([, number]) => number > 0)
    return dotted([
      summary.hostname,
      exposures.map(([exposure, number]) => `${groupDigits(number)} ${exposure}`).join(', '),
      durationText(summary.startedAt, summary.finishedAt),
    ])
  },
  evidence: ({ listener, firewall, service }) =>
    dotted([
      listener && dotted([listener.pid === null ? null : `pid ${listener.pid}`, listener.user, listener.executable]),
      firewall && `firewall ${firewall.verdict}: ${firewall.trail.join('; ')}`,
      service && `service known with confidence ${service.confidence}`,
      pairs(service?.tls ?? null),
      pairs(service?.facts ?? null),
    ]),
  remarks: (_, shown) => (shown.length === 0 ? [{ text: 'Nothing listens here.', tone: 'muted' }] : []),
  notes: (summary) => notesOf(summary, 'some ports have no state.'),
}
