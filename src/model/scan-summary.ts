import { z } from 'zod'
import { address, instant, port } from './fields.ts'
import { categories, reasons, states, transports } from './unions.ts'

/** Endpoints that share a host, transport, state and reason, counted: those that are listed one by one too. */
export const Tally = z.object({
  address: address.nullable().describe('Null when the scan had too many hosts to count each on its own'),
  transport: z.enum(transports),
  state: z.enum(states),
  reason: z.enum(reasons),
  count: z.int().min(0),
})
export type Tally = z.infer<typeof Tally>

/** A host that answers on everything: sampled and folded instead of walked through. */
export const PseudoService = z.object({
  address,
  transport: z.enum(transports),
  sampled: z.int().min(0).describe('Ports probed before it was folded'),
  open: z.int().min(0).describe('How many of those answered as open'),
  skipped: z.int().min(0).describe('Ports that were not probed because of it'),
  evidence: z.array(port).describe('Random high ports nobody asked for that answered as well'),
})
export type PseudoService = z.infer<typeof PseudoService>

/** Of the open ports that answer probes from this vantage at all, how many a scan found, as far as packet loss goes. */
export const Recall = z.union([
  z.object({
    lowerBound: z.number().min(0).max(1).describe('At least this share of the open ports was found'),
    confidence: z.literal(0.95),
    found: z.int().min(0),
    probablyMissed: z.number().min(0).describe('The likeliest number; not whole'),
    sample: z.int().min(0).describe('Probes to endpoints that had answered before, sent to measure the loss'),
    silent: z.int().min(0).describe('How many of those stayed silent'),
  }),
  z.object({ cannotEstimate: z.string().describe('Why nothing is claimed') }),
])
export type Recall = z.infer<typeof Recall>

export const ScanSummary = z
  .object({
    startedAt: instant,
    finishedAt: instant,
    vantage: z.string(),
    engine: z.string(),
    technique: z.string().describe('How TCP ports were asked: `connect`, `syn`, `ack`'),
    hosts: z.int().min(0),
    hostsDown: z.int().min(0).describe('Of these, hosts that did not answer host discovery and were left out'),
    endpoints: z.int().min(0).describe('Endpoints that were asked for, without those of hosts that were left out'),
    probed: z.int().min(0).describe('Endpoints that got a final state'),
    unprobed: z.int().min(0).describe('Endpoints without a state: interrupted, folded, or a failure of our own'),
    probesSent: z.int().min(0),
    byState: z.record(z.enum(states), z.int().min(0)),
    byCategory: z.record(z.enum(categories), z.int().min(0)).describe('Open endpoints by category'),
    tallies: z.array(Tally),
    pseudoServices: z.array(PseudoService),
    recall: Recall.nullable().describe(
      'Packet-loss recall from this vantage; null when the engine does not measure it',
    ),
    notes: z.array(z.string()).describe('What a reader must know: excludes applied, limits met, failures'),
    complete: z.boolean().describe('False when some endpoint that was asked for has no state and is not folded'),
  })
  .describe('The end of a scan')
export type ScanSummary = z.infer<typeof ScanSummary>
