import { z } from 'zod'

/** What really speaks on an endpoint, as far as it showed itself. */
export const Service = z
  .object({
    protocol: z.string(),
    product: z.string().nullable(),
    version: z.string().nullable(),
    cpe: z.array(z.string()).describe('CPE 2.3 names'),
    tls: z.record(z.string(), z.unknown()).nullable(),
    facts: z.record(z.string(), z.unknown()),
    confidence: z.number().min(0).max(1),
  })
  .describe('What really speaks on an endpoint')
export type Service = z.infer<typeof Service>
