import { count, groupDigits } from '../../lib/text.ts'
import type { CheckRecord } from '../../model/check-record.ts'
import type { Exposure } from '../../model/unions.ts'
import type { CheckRow } from './check-rows.ts'
import { addressText, foldRows } from './check-rows.ts'
import {
  adviceColumns,
  categoryColumn,
  partColumns,
  placeColumns,
  portColumn,
  serviceColumn,
} from './endpoint-columns.ts'
import { answersText } from './firewall-words.ts'
import { addressKey, portKey, riskKey } from './order.ts'
import { ownerText } from './ports.ts'
import { evidenceOf } from './service-words.ts'
import { usageText } from './usage.ts'
import type { Column, Remark, Tone, View } from './view.ts'
import { card, categoryCards, dotted, durationText, headline, incompleteness, notesOf } from './words.ts'

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
  if (listener === null) return listening ? null : 'nothing listens'
  const owner = ownerText(listener)
  return owner === null ? listener.process : `${listener.process ?? 'unknown process'} (${owner})`
}

/** Who can reach it comes first: the category stands in a column of its own. */
function whyText({ why, categoryReason }: CheckRecord): string {
  return why === '' || categoryReason.includes(why) ? categoryReason : `${why}; ${categoryReason}`
}

function suspicionText({ suspicions }: CheckRecord): string | null {
  return suspicions.length === 0 ? null : `suspicious: ${suspicions.join('; ')}`
}

/** A judgement of a machine's own endpoint always applies: something listens there, or answers. */
const always = () => true

const columns: readonly Column<CheckRow>[] = [
  categoryColumn(always),
  portColumn,
  {
    key: 'place',
    header: 'Address',
    for: 'people',
    essential: true,
    value: addressText,
    sort: (record) => addressKey(record.address),
  },
  {
    key: 'netns',
    header: 'Namespace',
    for: 'people',
    grouped: true,
    value: ({ listener }) => listener?.netns ?? null,
  },
  { key: 'address', header: 'Address', for: 'data', value: (record) => record.address },
  ...placeColumns,
  { key: 'listening', header: 'Listening', for: 'data', value: (record) => record.listening },
  serviceColumn,
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
    optional: true,
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
  { key: 'firewall', header: 'Firewall', for: 'data', value: ({ firewall }) => firewall && answersText(firewall) },
  { key: 'listener.netns', header: 'Namespace', for: 'data', value: ({ listener }) => listener?.netns ?? null },
  ...partColumns,
  { key: 'categoryReason', header: 'Category reason', for: 'data', value: (record) => record.categoryReason },
  ...adviceColumns(always),
  {
    key: 'suspicions',
    header: 'Suspicious',
    for: 'both',
    below: true,
    value: suspicionText,
    tone: () => 'warning',
  },
  { key: 'lastPort', header: 'Last port', for: 'data', value: ({ lastPort }) => lastPort ?? null },
]

/** Our own namespace comes first. */
const namespaceOf = ({ listener }: CheckRecord) => listener?.netns ?? ''

function remarks(shown: Iterable<CheckRow>): Remark[] {
  const rows = [...shown]
  if (rows.length === 0) return [{ text: 'Nothing listens here.', tone: 'muted' }]
  const endpoints = rows.reduce((sum, { alsoAt = [] }) => sum + 1 + alsoAt.length, 0)
  if (endpoints === rows.length) return []
  const text = `${count(endpoints, 'endpoint')} in ${count(rows.length, 'row')}: +1 after an address is one more of the same listener, alike in all that its row says.`
  return [{ text, tone: 'muted' }]
}

export const checkView: View<'check'> = {
  title: () => 'This machine',
  subject: (_, summary) => (summary?.hostname ? `This machine (${summary.hostname})` : 'This machine'),
  columns,
  group: {
    heading: (record) => (namespaceOf(record) === '' ? '' : `Network namespace ${namespaceOf(record)}`),
    order: namespaceOf,
  },
  rows: foldRows,
  order: (record) =>
    `${namespaceOf(record)} ${riskKey(record.category)} ${portKey(record.port, record.transport)} ${addressKey(record.address)}`,
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
  evidence: (row: CheckRow, context) => {
    const { address, alsoAt, listener, firewall, service } = row
    return dotted([
      alsoAt ? `on ${[address, ...alsoAt].join(', ')}` : null,
      listener && dotted([listener.pid === null ? null : `pid ${listener.pid}`, listener.user, listener.executable]),
      usageText(row, context),
      firewall && answersText(firewall),
      ...evidenceOf(service),
    ])
  },
  remarks: (_, shown) => remarks(shown),
  warnings: (summary) => incompleteness(summary, null),
  notes: notesOf,
}
