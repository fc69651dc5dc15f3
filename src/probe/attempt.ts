import type { Transport } from '../model/unions.ts'
import type { Distance } from './distance.ts'

/** One attempt: which endpoint, how far it is, and what was tried before. */
export interface Attempt {
  /** Position in the walk. Below 0: -id of a port of a trial (hosts/trials.ts), or -1 - position where loss is measured (raw/recall-watch.ts). */
  position: number
  addressIndex: number
  /** Row of the host table, -1 when it has none. */
  row: number
  family: 4 | 6
  distance: Distance
  transport: Transport
  port: number
  /** Earlier attempts that stayed silent, and that failed by a fault of our own. */
  attempts: number
  failures: number
  /** When it was sent, and when the one before it was, by the clock; 0 for never. */
  sentAt: number
  previousAt: number
}

export function newAttempt(): Attempt {
  return {
    position: 0,
    addressIndex: 0,
    row: -1,
    family: 4,
    distance: 'own',
    transport: 'tcp',
    port: 0,
    attempts: 0,
    failures: 0,
    sentAt: 0,
    previousAt: 0,
  }
}
