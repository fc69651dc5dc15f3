import type { BusyState } from './socket.ts'

/** Kernel socket states, include/net/tcp_states.h. An unconnected UDP socket is in CLOSE, a connected one in ESTABLISHED. */
export const states = { established: 1, close: 7, listen: 10 } as const

const finWait1 = 4
const finWait2 = 5
const timeWait = 6
const closeWait = 8
const lastAck = 9
const closing = 11
/** TCP_BOUND_INACTIVE: since Linux 6.8 sock_diag tells of sockets that are bound and nothing else; older ones ignore it. */
const boundInactive = 13

const busyStates: ReadonlyMap<number, BusyState> = new Map([
  [states.established, 'connected'],
  [finWait1, 'closing'],
  [finWait2, 'closing'],
  [closeWait, 'closing'],
  [lastAck, 'closing'],
  [closing, 'closing'],
  [timeWait, 'time-wait'],
  [boundInactive, 'bound'],
])

/** States of TCP sockets that have a local port and do not listen. */
export const busyTcpStates: readonly number[] = [...busyStates.keys()]

/** Null for a state that is none of these. */
export function busyState(state: number): BusyState | null {
  return busyStates.get(state) ?? null
}
