// The order of a record's fields in machine-readable output: that of the model. Repeated here because loading the
// model's schemas costs every start 100 ms; a test holds the two together.
import type { ReportKind, ReportKinds } from './types.ts'

/** Field → null for a plain value, or the order of the object (or of each object of the list) that it holds. */
interface FieldOrder {
  readonly [field: string]: FieldOrder | null
}

const plain = <F extends string>(...fields: readonly F[]) =>
  Object.fromEntries(fields.map((field) => [field, null])) as Record<F, null>

const service = plain('protocol', 'product', 'version', 'cpe', 'tls', 'facts', 'confidence')

const listener = {
  ...plain('transport', 'address', 'port', 'bind', 'interface', 'pid', 'process', 'executable'),
  executableFacts: plain('deleted', 'worldWritable', 'package', 'outsidePackage'),
  ...plain('command', 'user', 'unit'),
  container: plain('engine', 'id', 'name'),
  ...plain('netns', 'connections'),
  acceptQueue: plain('waiting', 'limit'),
  ...plain('since'),
  processes: plain('pid', 'name', 'executable', 'command', 'user'),
}

export const recordOrder = {
  scan: {
    ...plain('address', 'transport', 'port', 'state', 'reason', 'rttMs', 'observedAt', 'vantage', 'hostname', 'name'),
    service,
    ...plain('category', 'categoryReason', 'advice'),
  },
  check: {
    ...plain('address', 'transport', 'port', 'name', 'listening'),
    reachable: plain('from', 'state'),
    ...plain('exposure', 'why'),
    firewall: plain('verdict', 'trail'),
    listener,
    service,
    ...plain('category', 'categoryReason', 'advice'),
  },
  ports: listener,
} satisfies { [K in ReportKind]: { [F in keyof ReportKinds[K]['record']]: FieldOrder | null } }

function ordered(value: unknown, order: FieldOrder | null): unknown {
  if (order === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => ordered(item, order))
  const source = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(order).map(([field, inner]) => [field, ordered(source[field] ?? null, inner)]),
  )
}

/** The record with exactly the model's fields, in the model's order; what is missing is null. */
export function inModelOrder<K extends ReportKind>(kind: K, record: ReportKinds[K]['record']): unknown {
  return ordered(record, recordOrder[kind])
}
