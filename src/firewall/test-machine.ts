import type { Machine } from './packet.ts'

/** For tests: a machine of these addresses on one device that takes packets from everywhere and hands none on. */
export function testMachine(own: readonly bigint[], more: Partial<Machine> = {}): Machine {
  return {
    isOwn: (_, address) => own.includes(address),
    forwards: () => false,
    egressTo: () => null,
    addressOf: () => own[0] ?? null,
    acceptsFrom: () => true,
    leadsBack: () => true,
    looksAtDestination: () => false,
    routesLoopback: () => false,
    isBroadcast: () => false,
    below: () => [],
    takenBefore: () => null,
    takenAfter: () => null,
    ...more,
  }
}
