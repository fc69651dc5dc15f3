import type { State, Transport } from '../model/unions.ts'

/** What a vantage other than this machine saw of one endpoint. */
export interface SeenOutside {
  readonly address: string
  readonly transport: Transport
  readonly port: number
  readonly state: State
  /** Where it was looked from. */
  readonly vantage: string
  /** When, by the clock there: ISO 8601, UTC. Left out: it is not said. */
  readonly at?: string
}

/** What a result says that can be used. */
export interface OutsideView {
  readonly seen: readonly SeenOutside[]
  /** Entries that are none of an endpoint. */
  readonly unread: number
}

/** Longer names of vantages are cut: they are shown in every row. */
export const longestVantage = 100
