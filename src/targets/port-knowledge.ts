import type { Transport } from '../model/unions.ts'

/** What the port list has to know about ports; `knowledge/lookup.ts` provides it. */
export interface PortKnowledge {
  /** The n ports that are open most often, or all that are ranked when there are fewer. */
  topPorts(transport: Transport, n: number): readonly number[]
  /** Ports whose service name matches; `*` and `?` are wild. Empty when none does. */
  portsByName(pattern: string, transport: Transport): readonly number[]
  portsInCategory(category: 'risky' | 'administrative', transport: Transport): readonly number[]
}
