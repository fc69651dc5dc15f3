import { z } from 'zod'
import { address, port } from './fields.ts'
import { Listener } from './listener.ts'
import { Service } from './service.ts'
import { categories, exposures, states, transports, verdicts } from './unions.ts'

export const Reachable = z.object({
  from: z
    .string()
    .describe('"self" is a probe to an own address: it went through lo and is no evidence of outside reachability'),
  state: z.enum(states),
})
export type Reachable = z.infer<typeof Reachable>

export const FirewallJudgement = z.object({
  verdict: z.enum(verdicts),
  trail: z.array(z.string()),
})
export type FirewallJudgement = z.infer<typeof FirewallJudgement>

/** One (own address, transport, port): inside, firewall and outside put side by side. */
export const CheckRecord = z
  .object({
    address,
    transport: z.enum(transports),
    port,
    name: z.string().nullable(),
    listening: z.boolean(),
    reachable: z.array(Reachable),
    exposure: z.enum(exposures),
    why: z.string(),
    firewall: FirewallJudgement.nullable(),
    listener: Listener.nullable(),
    service: Service.nullable(),
    category: z.enum(categories),
    categoryReason: z.string(),
    advice: z.string().nullable(),
  })
  .describe('One endpoint of this machine, from both sides')
export type CheckRecord = z.infer<typeof CheckRecord>
