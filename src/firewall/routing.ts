import { type Family, highest } from '../lib/address.ts'
import type { Machine, Packet } from './packet.ts'

/** Where a packet goes after `prerouting`: to this machine (no egress), through it, or nowhere. */
export type Way = { readonly egress: string | null } | { readonly verdict: 'drop' | 'unknown'; readonly reason: string }

/** The routing decision for a packet whose destination may have been changed (net/ipv4/route.c, ip_route_input_slow). */
export function routed(machine: Machine, packet: Packet, destination: bigint): Way {
  const { family, ingress, source } = packet
  if (!isOfOne(machine, family, destination)) return unknown('it is sent on to many')
  if (isLoopback(family, destination)) {
    if (family === 6) return unknown('it is sent on to ::1')
    if (!machine.routesLoopback(ingress)) return drop('a loopback address is not reached from outside')
  }
  const accepts = machine.acceptsFrom(ingress, family, source, destination)
  if (accepts === null) return unknown('it is not known whether routing takes packets from there')
  if (!accepts) return drop(`nothing from there is taken that comes in by ${ingress}`)
  if (machine.isOwn(family, destination)) return { egress: null }
  if (!machine.forwards(family, ingress)) return drop('this machine does not forward packets')
  const egress = machine.egressTo(family, destination)
  return egress === null ? unknown('it is not known by which device this packet would leave') : { egress }
}

const drop = (reason: string): Way => ({ verdict: 'drop', reason })
const unknown = (reason: string): Way => ({ verdict: 'unknown', reason })

/** Whether it is the address of one machine, not of many or of none. */
export function isOfOne(machine: Machine, family: Family, address: bigint): boolean {
  return isUnicast(family, address) && !(family === 4 && machine.isBroadcast(address))
}

export function isLoopback(family: Family, address: bigint): boolean {
  return family === 4 ? address >> 24n === 127n : address === 1n
}

/** Neither multicast nor for all, nor reserved, nor none. */
export function isUnicast(family: Family, address: bigint): boolean {
  if (family === 6) return address !== 0n && address >> 120n !== 0xffn
  return address >> 24n !== 0n && address >> 28n < 0xen && address <= highest[4]
}
