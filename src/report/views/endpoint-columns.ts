import type { Service } from '../../model/service.ts'
import type { Category } from '../../model/unions.ts'
import { riskKey } from './order.ts'
import { serviceText, tlsText } from './service-words.ts'
import type { Column } from './view.ts'
import { pairs } from './words.ts'

/** What the endpoints of a scan and those of a check have in common. */
export interface Endpoint {
  readonly transport: string
  readonly port: number
  readonly lastPort?: number | undefined
  readonly name: string | null
  readonly service: Service | null
  readonly category: Category
  readonly advice: string | null
}

/** First for people; `applies` tells whether the category means anything: nothing is risky about a closed port. */
export const categoryColumn = <R extends Endpoint>(applies: (record: R) => boolean): Column<R> => ({
  key: 'category',
  header: 'Category',
  for: 'people',
  essential: true,
  value: (record) => record.category,
  tone: (record) => (applies(record) ? record.category : 'muted'),
  sort: (record) => Number(riskKey(record.category)),
})

export const portColumn: Column<Endpoint> = {
  key: 'endpoint',
  header: 'Port',
  for: 'people',
  align: 'right',
  essential: true,
  value: ({ port, lastPort, transport }) => `${lastPort === undefined ? port : `${port}-${lastPort}`}/${transport}`,
  sort: (record) => record.port,
}

export const placeColumns: readonly Column<Endpoint>[] = [
  { key: 'transport', header: 'Transport', for: 'data', value: (record) => record.transport },
  { key: 'port', header: 'Port', for: 'data', value: (record) => record.port },
  { key: 'name', header: 'Name', for: 'data', value: (record) => record.name },
]

export const serviceColumn: Column<Endpoint> = {
  key: 'service',
  header: 'Service',
  for: 'people',
  value: (record) => serviceText(record.name, record.service),
  tone: (record) => (record.service === null ? 'muted' : 'plain'),
}

/** The parts of a service, each a column for machines; then the category, which people read first. */
export const partColumns: readonly Column<Endpoint>[] = [
  { key: 'service.protocol', header: 'Protocol', for: 'data', value: ({ service }) => service?.protocol ?? null },
  { key: 'service.product', header: 'Product', for: 'data', value: ({ service }) => service?.product ?? null },
  { key: 'service.version', header: 'Version', for: 'data', value: ({ service }) => service?.version ?? null },
  { key: 'service.cpe', header: 'CPE', for: 'data', value: ({ service }) => service?.cpe.join(' ') ?? null },
  { key: 'service.tls', header: 'TLS', for: 'data', value: ({ service }) => tlsText(service?.tls ?? null) },
  { key: 'service.os', header: 'OS', for: 'data', value: ({ service }) => service?.os?.name ?? null },
  {
    ...{ key: 'service.os.confidence', header: 'OS confidence', for: 'data' },
    value: ({ service }) => service?.os?.confidence ?? null,
  },
  { key: 'service.deviceType', header: 'Device', for: 'data', value: ({ service }) => service?.deviceType ?? null },
  { key: 'service.facts', header: 'Facts', for: 'data', value: ({ service }) => pairs(service?.facts ?? null) },
  { key: 'service.confidence', header: 'Confidence', for: 'data', value: ({ service }) => service?.confidence ?? null },
  { key: 'category', header: 'Category', for: 'data', value: (record) => record.category },
]

/** People get advice on what is risky only, in a line of its own. */
export const adviceColumns = <R extends Endpoint>(applies: (record: R) => boolean): readonly Column<R>[] => [
  { key: 'advice', header: 'Advice', for: 'data', value: (record) => record.advice },
  {
    key: 'advice',
    header: 'Advice',
    for: 'people',
    below: true,
    prose: true,
    value: (record) => (record.category === 'risky' && applies(record) ? record.advice : null),
  },
]
