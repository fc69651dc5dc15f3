import type { Service } from '../../model/service.ts'
import type { Column } from './view.ts'
import { pairs } from './words.ts'

/** The parts of a service, each a column for machines. */
export const serviceColumns: readonly Column<{ readonly service: Service | null }>[] = [
  { key: 'service.protocol', header: 'Protocol', for: 'data', value: ({ service }) => service?.protocol ?? null },
  { key: 'service.product', header: 'Product', for: 'data', value: ({ service }) => service?.product ?? null },
  { key: 'service.version', header: 'Version', for: 'data', value: ({ service }) => service?.version ?? null },
  { key: 'service.cpe', header: 'CPE', for: 'data', value: ({ service }) => service?.cpe.join(' ') ?? null },
  { key: 'service.tls', header: 'TLS', for: 'data', value: ({ service }) => pairs(service?.tls ?? null) },
  { key: 'service.facts', header: 'Facts', for: 'data', value: ({ service }) => pairs(service?.facts ?? null) },
  { key: 'service.confidence', header: 'Confidence', for: 'data', value: ({ service }) => service?.confidence ?? null },
]
