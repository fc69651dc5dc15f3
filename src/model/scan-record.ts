import { z } from 'zod'
import { Observation } from './observation.ts'
import { Service } from './service.ts'
import { categories } from './unions.ts'

/** One final line per endpoint of a scan: the observation, what speaks there and how it is judged. */
export const ScanRecord = Observation.extend({
  hostname: z.string().nullable().describe('The name that was asked for, when the target was a host name'),
  name: z.string().nullable().describe('What the port number is usually used for'),
  service: Service.nullable(),
  category: z.enum(categories),
  categoryReason: z.string(),
  advice: z.string().nullable(),
}).describe('One endpoint of a scan')
export type ScanRecord = z.infer<typeof ScanRecord>
