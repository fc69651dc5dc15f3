import { collect } from '../collect.ts'
import { nmapDocument } from '../nmap/document.ts'
import type { NmapHost } from '../nmap/hosts.ts'
import { hostsOfCheck, hostsOfScan } from '../nmap/hosts.ts'
import type { FormatOptions, ReportHead, ReportKind, ReportKinds, Writer } from '../types.ts'
import { defineFormat } from '../types.ts'
import { type Remark, remarksOf, type View } from '../views/view.ts'
import { views } from '../views/views.ts'
import { dotted } from '../views/words.ts'

type RecordOf<K extends ReportKind> = ReportKinds[K]['record']
type SummaryOf<K extends ReportKind> = ReportKinds[K]['summary']

/** How a kind of report reads as a scan of hosts. */
interface Reading<K extends ReportKind> {
  hosts(records: Iterable<RecordOf<K>>, summary: SummaryOf<K> | null): Iterable<NmapHost>
  technique(summary: SummaryOf<K>): string
  /** Hosts that were asked for, when so many are listed. */
  total(summary: SummaryOf<K>, listed: number): number
  /** Hosts that did not answer host discovery; null when nobody looked for hosts. */
  down(summary: SummaryOf<K>): number | null
  finishedAt(summary: SummaryOf<K>): string
}

const readings: { readonly [K in ReportKind]: Reading<K> } = {
  scan: {
    hosts: hostsOfScan,
    technique: (summary) => summary.technique,
    total: (summary, listed) => Math.max(summary.hosts, summary.hostsDown + listed),
    down: ({ engine, hostsDown }) => (engine === 'raw' || hostsDown > 0 ? hostsDown : null),
    finishedAt: (summary) => summary.finishedAt,
  },
  check: {
    hosts: hostsOfCheck,
    technique: () => 'connect',
    total: (_, listed) => listed,
    down: () => null,
    finishedAt: (summary) => summary.finishedAt,
  },
  // A list of sockets was never probed: `kinds` below keeps it out.
  ports: {
    hosts: () => [],
    technique: () => '',
    total: () => 0,
    down: () => null,
    finishedAt: (summary) => summary.listedAt,
  },
}

/** What tools that read nmap's -oX understand. Folded hosts keep the ports that were seen. */
export default defineFormat({
  id: 'nmap-xml',
  summary: "XML that readers of nmap's -oX understand",
  extensions: ['.xml'],
  kinds: ['scan', 'check'],
  writer: (head, options) => xmlWriter(views[head.kind], readings[head.kind], head, options),
})

function xmlWriter<K extends ReportKind>(
  view: View<K>,
  reading: Reading<K>,
  head: ReportHead<K>,
  { memory }: FormatOptions,
): Writer<K> {
  const { folded: _, rows: __, ...unfolded } = view
  return collect(
    unfolded,
    (records, { summary, interrupted }) =>
      nmapDocument({
        head,
        hosts: reading.hosts(records, summary),
        technique: summary === null ? (head.technique ?? 'connect') : reading.technique(summary),
        totalHosts: (listed) => (summary === null ? listed : reading.total(summary, listed)),
        hostsDown: summary === null ? null : reading.down(summary),
        finishedAt: summary === null ? head.startedAt : reading.finishedAt(summary),
        summary: summary === null ? interrupted : summaryText(view, summary),
        interrupted: summary === null ? interrupted : brokeOff(summary) ? 'not complete' : null,
      }),
    { grouped: true, ...(memory !== undefined && { memory }) },
  )
}

/** The one place for free text: what is missing, and what else must be known besides the ports, stands there too. */
function summaryText<K extends ReportKind>(view: View<K>, summary: SummaryOf<K>): string {
  return dotted([
    ...view.warnings(summary).map(textOf),
    view.headline(summary),
    ...remarksOf(view, summary).map(textOf),
  ])
}

const textOf = ({ text }: Remark) => text

function brokeOff(summary: object): boolean {
  return 'complete' in summary && summary.complete === false
}
