import type { CatalogueEntry } from '../knowledge/catalogue-entry.ts'
import { entriesFor } from '../knowledge/lookup.ts'
import type { Endpoint } from '../model/change.ts'

/** What the catalogue says of what usually speaks at a port; null when it says nothing. */
export function knownEntry({ transport, port }: Endpoint): CatalogueEntry | null {
  return entriesFor(transport, port)[0] ?? null
}
