import type { Category, Transport } from '../model/unions.ts'

/** What the port list has to know about ports; `knowledge/lookup.ts` and `assess/near-names.ts` provide it. */
export interface PortKnowledge {
  /** The n ports that are open most often, or all that are ranked when there are fewer. */
  topPorts(transport: Transport, n: number): readonly number[]
  /** Ports whose service name matches; `*` and `?` are wild. Empty when none does. */
  portsByName(pattern: string, transport: Transport): readonly number[]
  portsInCategory(category: Category, transport: Transport): readonly number[]
  /** Words of a port list that a mistyped one may have meant, likeliest first: service names and these. */
  wordsLike(word: string, presets: readonly string[]): readonly string[]
}
