import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { entriesFor } from '../knowledge/lookup.ts'
import type { Endpoint } from '../model/change.ts'
import type { Situation } from './situation.ts'

/** What the catalogue says of what usually speaks at a port; null when it says nothing. */
export function knownEntry({ transport, port }: Endpoint): CatalogueEntry | null {
  return entriesFor(transport, port)[0] ?? null
}

/** None where the process bears the name of the service: then it is not the number of the port alone that tells what it is. */
export function byNumberSentence({ endpoint, listener }: Situation, { name }: CatalogueEntry): string[] {
  const process = listener?.process ?? ''
  const isNamed = process.includes(name) || (process.length > 2 && name.startsWith(process))
  return isNamed ? [] : [`By the port number alone: ${endpoint.port}/${endpoint.transport} is usually ${name}.`]
}
