import { z } from 'zod'
import { address, instant, port } from './fields.ts'
import { reasons, states, transports } from './unions.ts'

/** What one vantage saw of one endpoint at one time. */
export const Observation = z
  .object({
    address,
    transport: z.enum(transports),
    port,
    state: z.enum(states),
    reason: z.enum(reasons),
    rttMs: z.number().min(0).nullable().describe('Round trip in milliseconds; null when nothing came back'),
    observedAt: instant,
    vantage: z.string().describe('Name of the machine that sent the probe'),
  })
  .describe('What one vantage saw of one endpoint at one time')
export type Observation = z.infer<typeof Observation>
