import type { Transport } from '../model/unions.ts'
import { gravePorts } from './catalogue-index.ts'
import { once } from './once.ts'
import type { PopularitySection } from './popularity-section.ts'
import { tcpPopularity } from './popularity-tcp.ts'
import { udpPopularity } from './popularity-udp.ts'

/** After so many ports of the written order come those that the catalogue calls risky or administrative. */
const graveAfter: Readonly<Record<Transport, number>> = { tcp: 600, udp: 100 }

const orders: Readonly<Record<Transport, () => readonly number[]>> = {
  tcp: once(() => withGrave('tcp', expand(tcpPopularity))),
  udp: once(() => withGrave('udp', expand(udpPopularity))),
}

/** Moves up what is worth asking because it is bad when found, so that a new catalogue entry needs no place of its own. */
function withGrave(transport: Transport, order: readonly number[]): readonly number[] {
  const before = order.slice(0, graveAfter[transport])
  return [...new Set([...before, ...gravePorts(transport), ...order])]
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
