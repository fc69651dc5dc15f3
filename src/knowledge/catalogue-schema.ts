import { z } from 'zod'
import { categories } from '../model/unions.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'
import { measures } from './catalogue-entry.ts'

/** `53/udp` or `16384-32767/udp`; both ends 0 to 65535, the first not above the last. */
const portText = z
  .string()
  .regex(/^\d{1,5}(-\d{1,5})?\/(tcp|udp)$/, 'want "80/tcp" or "5900-5910/tcp"')
  .refine((text) => {
    const [first = 0, last = first] = (text.split('/')[0] ?? '').split('-').map(Number)
    return first <= last && last <= 65_535
  }, 'ports run from 0 to 65535, the lower one first')

const sentence = z.string().trim().min(8).max(700)

/** Oldest event worth naming is the Morris worm of 1988. */
const incident = z.strictObject({
  name: z.string().min(2).max(80),
  year: z.int().min(1988).max(2026),
  what: sentence,
  reference: z.string().min(5).max(200),
})

export const catalogueEntrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'want kebab-case'),
  name: z.string().min(2).max(24),
  title: z.string().min(5).max(90),
  ports: z.array(portText).min(1),
  weight: z.int().min(0).max(100),
  services: z.array(z.string().min(1)).min(1).exactOptional(),
  category: z.enum(categories),
  cleartext: z.union([z.boolean(), z.literal('negotiable')]),
  replacement: z
    .strictObject({ protocol: z.string().min(2).max(60), ports: z.array(portText), how: sentence })
    .exactOptional(),
  danger: sentence.exactOptional(),
  incidents: z.array(incident).min(1).exactOptional(),
  secure: z.array(z.strictObject({ measure: z.enum(measures), how: sentence })).min(1),
  advice: z.string().min(10).max(109),
  fragile: sentence.exactOptional(),
  malware: z.boolean().exactOptional(),
  sources: z.array(z.string().min(4).max(200)).min(1),
}) satisfies z.ZodType<CatalogueEntry>
