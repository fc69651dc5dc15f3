// The order of a record's fields in machine-readable output: that of the model. Repeated here because loading the
// model's schemas costs every start 100 ms; a test holds the two together.
import type { ReportKind, ReportKinds } from './types.ts'

/** Field → null for a plain value, or the order of the object (or of each object of the list) that it holds. */
export interface FieldOrder {
  readonly [field: string]: FieldOrder | null
}

const plain = <F extends string>(...fields: readonly F[]) =>
  Object.fromEntries(fields.map((field) => [field, null])) as Record<F, null>

const service = {
  ...plain('protocol', 'product', 'version', 'vendor'),
  os: plain('name', 'confidence', 'from'),
  ...plain('deviceType', 'cpe'),
  tls: {
    ...plain('version', 'cipher', 'alpn', 'startTls', 'alert', 'mismatch', 'supported'),
    certificates: {
      ...plain('subject', 'issuer', 'names', 'notBefore', 'notAfter', 'serial'),
      ...plain('keyType', 'keyBits', 'signature', 'sha256', 'selfSigned'),
    },
  },
  ...plain('facts', 'names', 'confidence'),
  evidence: plain('behaviour', 'detector', 'asked', 'answeredTo', 'reply', 'connections'),
}

const rule = plain('owner', 'table', 'chain', 'rule', 'handle', 'effect', 'packets', 'changedWith')

const listener = {
  ...plain('transport', 'address', 'port', 'bind', 'interface', 'dualStack', 'pid', 'process', 'executable'),
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
    ...plain('address', 'transport', 'port', 'lastPort', 'name', 'listening'),
    reachable: plain('from', 'state'),
    ...plain('exposure', 'why'),
    firewall: {
      ...plain('from', 'exceptFor', 'source', 'ingress', 'sourcePort', 'verdict', 'reason'),
      leadsTo: plain('address', 'port'),
      decidedBy: rule,
      trail: rule,
      ...plain('limited', 'assumptions'),
    },
    listener,
    service,
    ...plain('category', 'categoryReason', 'advice', 'suspicions'),
  },
  ports: listener,
} satisfies { [K in ReportKind]: { [F in keyof ReportKinds[K]['record']]: FieldOrder | null } }
