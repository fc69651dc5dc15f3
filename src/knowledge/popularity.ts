import type { Transport } from '../model/unions.ts'
import { gravePorts } from './catalogue-index.ts'
import { once } from './once.ts'
import type { PopularitySection } from './popularity-section.ts'
import { tcpPopularity } from './popularity-tcp.ts'
import { udpPopularity } from './popularity-udp.ts'

/** So many ports are sure to hold all that the catalogue calls risky or administrative: scans take `top:1000`. */
const sureToHoldGrave: Readonly<Record<Transport, number>> = { tcp: 1000, udp: 200 }

const orders: Readonly<Record<Transport, () => readonly number[]>> = {
  tcp: once(() => moveUp(expand(tcpPopularity), gravePorts('tcp'), sureToHoldGrave.tcp)),
  udp: once(() => moveUp(expand(udpPopularity), gravePorts('udp'), sureToHoldGrave.udp)),
}

/**
 * The order, with the given ports moved up (or in) as little as it takes to have them all among the first `size`. So a
 * new catalogue entry needs no place of its own here.
 */
export function moveUp(order: readonly number[], wanted: readonly number[], size: number): readonly number[] {
  const isWanted = new Set(wanted)
  const early = new Set(order.slice(0, size))
  let kept = Math.min(size, order.length)
  let missing = wanted.filter((port) => !early.has(port)).length
  while (kept > 0 && kept + missing > size) {
    kept -= 1
    if (isWanted.has(order[kept]!)) missing += 1
  }
  return [...new Set([...order.slice(0, kept), ...wanted, ...order])]
}

/** All ports that have a place in the order, the one most worth asking first. */
export function portsByPopularity(transport: Transport): readonly number[] {
  return orders[transport]()
}

const ranks: Readonly<Record<Transport, () => ReadonlyMap<number, number>>> = {
  tcp: once(() => rankOf('tcp')),
  udp: once(() => rankOf('udp')),
}

/** 1 for the port that is asked first; null for a port that has no place in the order. */
export function popularityRank(transport: Transport, port: number): number | null {
  return ranks[transport]().get(port) ?? null
}

function rankOf(transport: Transport): ReadonlyMap<number, number> {
  return new Map(portsByPopularity(transport).map((port, place) => [port, place + 1]))
}

/** Ports of sections in their order, none twice. A range takes only what is named nowhere by itself. */
export function expand(sections: readonly PopularitySection[]): readonly number[] {
  const words = sections.flatMap(({ ports }) => ports.trim().split(/\s+/))
  const named = new Set(words.filter((word) => !word.includes('-')).map(Number))
  const order = new Set<number>()
  for (const word of words) {
    const [first = 0, last = first] = word.split('-').map(Number)
    for (let port = first; port <= last; port += 1) {
      if (word.includes('-') && named.has(port)) continue
      order.add(port)
    }
  }
  return [...order]
}
