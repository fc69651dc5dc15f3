import { z } from 'zod'
import { port } from './fields.ts'
import { categories, transports } from './unions.ts'

const portText = z.string().describe('`22/tcp` or `5900-5910/tcp`')

/** All that is known about one port before anybody looks at it. */
export const Explanation = z
  .object({
    transport: z.enum(transports),
    port,
    name: z.string().nullable().describe('The one name it goes by; null when nobody named it'),
    title: z.string().nullable(),
    registeredName: z.string().nullable().describe('Its name at IANA, which is not always what is found there'),
    registeredDescription: z.string().nullable(),
    range: z.enum(['well-known', 'registered', 'dynamic']).describe('RFC 6335 section 6'),
    linuxEphemeral: z.boolean().describe('Among the ports that Linux hands out by itself (32768 to 60999)'),
    category: z.enum(categories),
    categoryReason: z.string(),
    advice: z.string().nullable(),
    cleartext: z
      .union([z.boolean(), z.literal('negotiable')])
      .nullable()
      .describe('`negotiable`: encryption can be switched on; null when it is not known'),
    replacement: z.object({ protocol: z.string(), ports: z.array(portText), how: z.string() }).nullable(),
    danger: z.string().nullable().describe('Why it is dangerous when strangers reach it'),
    incidents: z.array(z.object({ name: z.string(), year: z.int(), what: z.string(), reference: z.string() })),
    secure: z.array(z.object({ measure: z.string(), how: z.string() })).describe('Best first'),
    fragile: z.string().nullable().describe('Why it is never spoken to by default'),
    malware: z.boolean().describe('Known from malware; a hint only, any program may use the port'),
    alsoUsedBy: z
      .array(z.object({ name: z.string(), title: z.string(), category: z.enum(categories) }))
      .describe('What else is found on this port, the more usual first'),
    popularityRank: z.int().min(1).nullable().describe('Place in the order of `top:N`; null when it has none'),
    payloads: z.array(z.string()).describe('UDP: protocols whose first datagram is known and is sent'),
    sources: z.array(z.string()),
  })
  .describe('All that is known about one port before anybody looks at it')
export type Explanation = z.infer<typeof Explanation>
