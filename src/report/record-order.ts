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

/** A field order made ready for many records: copying a blank is twice as fast as adding field after field. */
interface Shape {
  readonly fields: readonly string[]
  readonly nested: readonly (readonly [string, Shape])[]
  readonly blank: Readonly<Record<string, unknown>>
}

function shapeOf(order: FieldOrder): Shape {
  const fields = Object.keys(order)
  const nested = Object.entries(order).flatMap(([field, inner]) =>
    inner === null ? [] : [[field, shapeOf(inner)] as const],
  )
  return { fields, nested, blank: plain(...fields) }
}

const shapes = {
  scan: shapeOf(recordOrder.scan),
  check: shapeOf(recordOrder.check),
  ports: shapeOf(recordOrder.ports),
} satisfies { [K in ReportKind]: Shape }

function ordered(value: unknown, shape: Shape): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => ordered(item, shape))
  const source = value as Readonly<Record<string, unknown>>
  const copy = { ...shape.blank }
  for (const field of shape.fields) copy[field] = source[field] ?? null
  for (const [field, inner] of shape.nested) copy[field] = ordered(copy[field], inner)
  return copy
}

/** The record with exactly the model's fields, in the model's order; what is missing is null. */
export function inModelOrder<K extends ReportKind>(kind: K, record: ReportKinds[K]['record']): unknown {
  return ordered(record, shapes[kind])
}
