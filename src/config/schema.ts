import { z } from 'zod'

const words = z.array(z.string().min(1))

export const Scope = z
  .strictObject({
    allow: words
      .optional()
      .describe('Addresses, networks and ranges that may be probed; nothing else may. Left out: everything may'),
    deny: words.optional().describe('Addresses, networks and ranges that are never probed, even where allowed'),
  })
  .describe('What may be probed at all')

export const Configuration = z
  .strictObject({ scope: Scope.optional() })
  .describe('Configuration of Portreeve (portreeve.yaml)')
export type Configuration = z.infer<typeof Configuration>

/** The JSON Schema of the configuration file, as it is shipped in schemas/config.schema.json. */
export function configJsonSchema(): object {
  return { ...z.toJSONSchema(Configuration, { io: 'input' }), title: 'Portreeve configuration' }
}
