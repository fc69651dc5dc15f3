import { z } from 'zod'
import { instant } from './fields.ts'

/** What happened on the connections, whatever was recognised. */
export const behaviours = [
  'greets',
  'answers',
  'silent',
  'acknowledges-data',
  'zero-window',
  'resets',
  'closes',
  'floods',
  'stalls-in-tls',
  'unreachable',
  'not-asked',
] as const
export type Behaviour = (typeof behaviours)[number]

const fact = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
export type Fact = z.infer<typeof fact>

export const Certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()).describe('Host names and addresses that it is for'),
  notBefore: instant,
  notAfter: instant,
  serial: z.string(),
  keyType: z.string().nullable(),
  keyBits: z.int().min(0).nullable(),
  signature: z.string().nullable().describe('Algorithm by name, else its object identifier'),
  sha256: z.string().describe('Fingerprint, lower case hex'),
  selfSigned: z.boolean(),
})
export type Certificate = z.infer<typeof Certificate>

export const Tls = z.object({
  version: z.string().nullable().describe('Negotiated: `TLSv1.3`; null when the handshake failed'),
  cipher: z.string().nullable(),
  alpn: z.string().nullable().describe('Protocol that was chosen by ALPN'),
  startTls: z.string().nullable().describe('The protocol in which TLS was asked for; null: from the first byte'),
  alert: z.string().nullable().describe('Why the handshake ended, in the words of its alert'),
  mismatch: z
    .boolean()
    .nullable()
    .describe('Whether the certificate is for another name; null when none was asked for'),
  supported: z.array(z.string()).nullable().describe('Versions that it takes; null when they were not asked for'),
  certificates: z.array(Certificate).describe('The chain as it was sent, its own first'),
})
export type Tls = z.infer<typeof Tls>

export const OsHint = z
  .object({
    name: z.string().describe('As the service names it, else a family of systems'),
    confidence: z.number().min(0).max(1),
    from: z
      .array(z.string())
      .describe('What it rests on: `service`, which named it, and the TTL, window and options of a SYN-ACK'),
  })
  .describe('Operating system: a hint')
export type OsHint = z.infer<typeof OsHint>

/** What the answer rests on. */
export const ServiceEvidence = z.object({
  behaviour: z.enum(behaviours),
  detector: z.string().nullable().describe('Which one recognised it'),
  asked: z
    .array(z.string())
    .describe('What was sent, in order: detectors by id, `tls`; `ftp login` is a log-in that was asked for'),
  answeredTo: z
    .string()
    .nullable()
    .describe('What it answered to: as in `asked`, or `scan`, its own datagram; null: it spoke first, or never'),
  reply: z.string().nullable().describe('The first bytes of what it was recognised by, unprintable ones as \\xNN'),
  connections: z.int().min(0),
})
export type ServiceEvidence = z.infer<typeof ServiceEvidence>

/** What really speaks on an endpoint, as far as it showed itself. */
export const Service = z
  .object({
    protocol: z.string().describe('`unknown` when nothing was recognised; the evidence says what it did'),
    product: z.string().nullable(),
    version: z.string().nullable(),
    vendor: z.string().nullable(),
    os: OsHint.nullable(),
    deviceType: z.string().nullable(),
    cpe: z.array(z.string()).describe('CPE 2.3 names'),
    tls: Tls.nullable(),
    facts: z.record(z.string(), fact),
    names: z.array(z.string()).describe('Host names that it told, in its certificate too: hints'),
    confidence: z.number().min(0).max(1),
    evidence: ServiceEvidence,
  })
  .describe('What really speaks on an endpoint')
export type Service = z.infer<typeof Service>
