import { z } from 'zod'
import { instant } from './fields.ts'
import { stateLayout } from './unions.ts'

// What a scan keeps on disk so that it can go on after an interruption: docs/resume.md. Not for others to read: it changes with the program.

const whole = z.int().min(0)
const wholes = z.array(whole)
const round = z.object({ sample: whole, silent: whole })
const pairs = z.object({ pairs: whole, silent: whole, members: whole })
const portRange = z.object({ first: z.int().min(0).max(65535), last: z.int().min(0).max(65535) })
const decimal = z.string().regex(/^\d{1,39}$/)
/** Null is no limit. */
const limit = z.number().min(0).nullable()
const limits = z.object({ perHost: limit, total: limit, hostConnections: limit })

/** `scan.json`: what was asked for. Written once. */
export const KeptScan = z.object({
  layout: z.literal(stateLayout),
  version: z.string(),
  command: z.string(),
  directory: z
    .string()
    .optional()
    .describe('Working directory, for the paths of -o and the configuration; absent: it had been deleted'),
  config: z.string().optional().describe('Configuration file that was named, as an absolute path'),
  startedAt: instant,
  engine: z.enum(['raw']),
  plan: z.object({
    space: z.object({
      addresses: z.array(
        z.object({
          family: z.union([z.literal(4), z.literal(6)]),
          first: decimal,
          last: decimal,
          zone: z.string().optional(),
        }),
      ),
      tcp: z.array(portRange),
      udp: z.array(portRange),
    }),
    seed: z.int(),
    shard: z.object({ index: whole, count: z.int().min(1) }),
    pace: z.object({
      own: limits,
      onLink: limits,
      beyond: limits,
      overall: limit.optional(),
      adapt: z.boolean(),
      atOnce: z.boolean().optional(),
    }),
    retries: z.int().min(0).max(10),
    sparesRetries: z.boolean().optional(),
    allStates: z.boolean(),
    discoverHosts: z.boolean().optional(),
    minRecall: z.number().min(0).max(1).optional(),
    technique: z.string().optional(),
    vantage: z.string(),
  }),
  hostnames: z.array(z.tuple([z.string(), z.string()])),
  notes: z.array(z.string()),
  targets: z.array(z.string()),
  portSpecification: z.object({ tcp: z.string(), udp: z.string() }),
  portCounts: z.object({ tcp: whole, udp: whole }),
  format: z.string().optional(),
  output: z.array(z.string()).optional(),
  color: z.boolean(),
  service: z.boolean().optional(),
  intensity: z.int().min(0).max(9).optional(),
  fragile: z.literal(true).optional(),
  ask: z.array(z.literal('auth')).optional(),
  failOn: z.enum(['normal', 'other', 'administrative', 'risky']).optional(),
})
export type KeptScan = z.infer<typeof KeptScan>

/** How far one of its scanners is. */
const part = z.object({
  results: whole.describe('Of the first so many records of the file `results` this covers its own'),
  total: whole.describe('Endpoints of its walk'),
  done: whole,
  open: whole,
  sent: whole,
  begun: whole,
  windows: z
    .array(
      z.object({
        first: whole,
        size: z
          .int()
          .min(1)
          .max(2 ** 20),
        attempt: z.int().min(0).max(255),
        offset: whole,
        spanned: z.boolean(),
        again: wholes,
        settled: z.base64(),
      }),
    )
    .max(3)
    .describe('As many, and of at most the size, as Waves has under way'),
  tallies: z.array(z.int().min(-1)),
  folded: z.array(
    z.object({
      addressIndex: whole,
      transport: z.enum(['tcp', 'udp']),
      sampled: whole,
      open: whole,
      skipped: whole,
      evidence: z.array(z.int().min(0).max(65535)),
    }),
  ),
  suspects: z.array(
    z.object({
      addressIndex: whole,
      transport: z.union([z.literal(0), z.literal(1)]),
      answered: whole,
      open: whole,
      checkAt: whole,
    }),
  ),
  held: z.base64(),
  patience: z.array(
    z.object({
      addressIndex: whole,
      waiting: z.base64(),
      asked: whole,
      answered: whole,
      inVain: whole,
      unasked: whole,
    }),
  ),
  recall: z.object({
    foundAt: wholes,
    unanswered: whole,
    attempts: whole,
    totals: z.object({
      rounds: z.array(round),
      successive: pairs,
      sameHost: pairs,
      probes: whole,
      sharers: whole,
    }),
    windows: z.array(
      z.object({
        first: whole,
        sample: z.array(z.object({ position: whole, addressIndex: whole, attempt: whole })).max(1000),
        answered: whole,
        rounds: z.array(round),
        successive: pairs,
        hosts: z.array(z.object({ addressIndex: whole, sample: whole, silent: whole })),
      }),
    ),
  }),
  causes: z.record(z.string(), whole),
  absent: wholes,
  late: wholes.nullable(),
  known: wholes,
})
export type KeptPart = z.infer<typeof part>

/** `state.json`: how far it is. Written anew every second. */
export const KeptState = z.object({
  layout: z.literal(stateLayout),
  savedAt: instant,
  hosts: z.boolean().describe('Whether the file `hosts` says which hosts are probed'),
  parts: z.array(part).min(1).max(16).describe('Of each scanner, as many as --threads can be'),
})
export type KeptState = z.infer<typeof KeptState>
