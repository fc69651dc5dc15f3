import { z } from 'zod'
import { address, port } from './fields.ts'
import { FirewallAnswer } from './firewall-answer.ts'
import { Listener } from './listener.ts'
import { Service } from './service.ts'
import { categories, exposures, states, transports } from './unions.ts'

export const Reachable = z.object({
  from: z
    .string()
    .describe('"self" is a probe to an own address: it went through lo and is no evidence of outside reachability'),
  state: z.enum(states),
})
export type Reachable = z.infer<typeof Reachable>

/** One (own address, transport, port): inside, firewall and outside put side by side. */
export const CheckRecord = z
  .object({
    address,
    transport: z.enum(transports),
    port,
    lastPort: port
      .optional()
      .describe(
        'Of a range of ports that rules let in or name and nobody serves: the last of them, `port` is the first',
      ),
    name: z.string().nullable(),
    listening: z.boolean(),
    reachable: z.array(Reachable),
    exposure: z.enum(exposures),
    why: z.string(),
    firewall: z
      .array(FirewallAnswer)
      .nullable()
      .describe('What the firewall does with packets to it, by where they come from; null: it was not judged'),
    listener: Listener.nullable(),
    service: Service.nullable(),
    category: z.enum(categories),
    categoryReason: z.string(),
    advice: z.string().nullable(),
    suspicions: z.array(z.string()).describe('Why the listener is worth a second look; none of it proves anything'),
  })
  .describe('One endpoint of this machine, from both sides')
export type CheckRecord = z.infer<typeof CheckRecord>
