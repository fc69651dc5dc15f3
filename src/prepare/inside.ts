import { type Firewall, readFirewall } from '../local/firewalls/read-firewall.ts'
import { listListeners } from '../local/listeners.ts'
import type { Listener } from '../model/listener.ts'

/** This machine as it is now. */
export interface Inside {
  readonly listeners: readonly Listener[]
  /** Null: its rules could not be read. */
  readonly firewall: Firewall | null
  /** What could not be told. */
  readonly notes: { readonly listeners: readonly string[]; readonly firewall: readonly string[] }
}

/** Reads it, once for all that is asked meanwhile. */
export async function withInside<Value>(work: (inside: Inside) => Value | Promise<Value>): Promise<Value> {
  const [{ listeners, notes }, read] = await Promise.all([listListeners(), readFirewall()])
  if ('missing' in read)
    return work({ listeners, firewall: null, notes: { listeners: notes, firewall: [read.missing] } })
  try {
    return await work({ listeners, firewall: read, notes: { listeners: notes, firewall: read.notes } })
  } finally {
    read.close()
  }
}
