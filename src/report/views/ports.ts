import { count } from '../../lib/text.ts'
import type { Listener } from '../../model/listener.ts'
import { addressKey, portKey } from './order.ts'
import type { Column, View } from './view.ts'
import { ageText, card, dotted, pairs } from './words.ts'

/** Who runs it: the container (with its engine), else the systemd unit. */
export function ownerText({ container, unit }: Listener): string | null {
  if (container === null) return unit
  return `${container.engine}:${container.name ?? container.id.slice(0, 12)}`
}

const processText = ({ process, pid }: Listener) =>
  process === null && pid === null ? null : `${process ?? '?'}${pid === null ? '' : `(${pid})`}`

/** What a reader should look at twice. */
function flags({ executableFacts: facts, acceptQueue, netns, processes }: Listener): string[] {
  const words: string[] = []
  if (facts?.deleted === true) words.push('deleted exe!')
  if (facts?.worldWritable === true) words.push('world-writable!')
  if (facts?.outsidePackage === true) words.push('outside package')
  if (acceptQueue !== null && acceptQueue.waiting > 0) words.push(`queue ${acceptQueue.waiting}/${acceptQueue.limit}`)
  if (processes.length > 1) words.push(`${processes.length} processes`)
  if (netns !== null) words.push(`netns ${netns}`)
  return words
}

const socketText = ({ address, port, interface: device }: Listener) =>
  `${address.includes(':') ? `[${address}]` : address}${device === null || address.includes('%') ? '' : `%${device}`}:${port}`

const columns: readonly Column<Listener>[] = [
  { key: 'transport', header: 'Proto', for: 'both', value: (record) => record.transport },
  {
    key: 'socket',
    header: 'Address',
    for: 'people',
    essential: true,
    value: socketText,
    sort: (record) => portKey(record.port, record.transport) + addressKey(record.address),
  },
  { key: 'address', header: 'Address', for: 'data', value: (record) => record.address },
  { key: 'port', header: 'Port', for: 'data', value: (record) => record.port },
  {
    key: 'bind',
    header: 'Bind',
    for: 'both',
    value: (record) => record.bind,
    tone: (record) => (record.bind === 'loopback' ? 'normal' : 'plain'),
  },
  { key: 'interface', header: 'Interface', for: 'data', value: (record) => record.interface },
  { key: 'process', header: 'Process', for: 'people', value: processText },
  { key: 'pid', header: 'PID', for: 'data', value: (record) => record.pid },
  { key: 'process', header: 'Process', for: 'data', value: (record) => record.process },
  { key: 'executable', header: 'Executable', for: 'data', value: (record) => record.executable },
  { key: 'command', header: 'Command', for: 'data', value: (record) => record.command },
  { key: 'user', header: 'User', for: 'both', value: (record) => record.user },
  { key: 'owner', header: 'Unit / container', for: 'people', value: ownerText },
  { key: 'unit', header: 'Unit', for: 'data', value: (record) => record.unit },
  {
    key: 'container',
    header: 'Container',
    for: 'data',
    value: ({ container }) => container && `${container.engine}:${container.name ?? container.id}`,
  },
  { key: 'netns', header: 'Namespace', for: 'data', value: (record) => record.netns },
  {
    key: 'connections',
    header: 'Conns',
    for: 'both',
    align: 'right',
    value: (record) => record.connections,
    sort: (record) => record.connections ?? -1,
    tone: (record) => (record.connections === 0 ? 'muted' : 'plain'),
  },
  {
    key: 'acceptQueue',
    header: 'Queue',
    for: 'data',
    value: ({ acceptQueue: queue }) => queue && `${queue.waiting}/${queue.limit}`,
  },
  {
    key: 'age',
    header: 'Since',
    for: 'people',
    align: 'right',
    value: ({ since }, { secondsSince }) => (since === null ? null : ageText(secondsSince(since))),
    sort: (record) => record.since ?? '',
    tone: () => 'muted',
  },
  { key: 'since', header: 'Since', for: 'data', value: (record) => record.since },
  {
    key: 'flags',
    header: 'Flags',
    for: 'people',
    value: (record) => flags(record).join(', ') || null,
    tone: (record) => (flags(record).some((flag) => flag.endsWith('!')) ? 'warning' : 'plain'),
  },
  { key: 'executableFacts', header: 'Executable facts', for: 'data', value: (record) => pairs(record.executableFacts) },
  {
    key: 'processes',
    header: 'Processes',
    for: 'data',
    value: ({ processes }) => processes.map(({ name, pid }) => `${name}(${pid})`).join(' '),
  },
]

export const portsView: View<'ports'> = {
  title: () => 'Listening sockets',
  subject: () => 'Listening sockets',
  columns,
  order: (record) => `${record.netns ?? ''} ${portKey(record.port, record.transport)} ${addressKey(record.address)}`,
  headline: (summary) => count(summary.listeners, 'listening socket'),
  cards: (summary) => [card('listening sockets', summary.listeners, 'plain')],
  facts: (summary) => `listed at ${summary.listedAt}`,
  evidence: ({ executable, command }) => dotted([executable, command === executable ? null : command]),
  warnings: () => [],
  remarks: () => [],
  notes: (summary) => summary.notes.map((text) => ({ text, tone: 'plain' })),
}
