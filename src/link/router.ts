import type { NeighbourMessage, Network } from '../libc/route-messages.ts'
import { openRouting, type RoutingSocket } from '../libc/rtnetlink.ts'
import { type Interface, interfaceOf } from './interfaces.ts'
import type { Route } from './route.ts'
import { answeredRoute, needsZone, routeKey } from './route-answer.ts'
import { RouteBlockCache } from './route-block-cache.ts'
import { sourceBoundaries, specialNetworks } from './route-boundaries.ts'
import { RouteSpans } from './route-spans.ts'

/** What the router asks of the kernel: see `openRouting`. */
export type RouteSource = Omit<RoutingSocket, 'close' | 'neighbours' | 'takes'>

/** A span whose addresses go several ways: the answer holds for a block only. */
const byBlock = -1
const notAsked = 0

/**
 * Routes as the kernel would. It knows its policy rules, metrics, tables and source selection best, so it is asked: once for each
 * span of addresses in which no route, rule or source address begins or ends, for there its answer is the same (RouteSpans). Where
 * one of several ways of a route is picked by a hash, it is asked for each /24 or /64, and those answers are kept in a table of
 * fixed size. Rules that look at ports or protocols are not told apart.
 *
 * A snapshot: it sees no route that changes after it was made.
 */
export class Router {
  readonly #routes: Route[] = []
  readonly #ids = new Map<string, number>()
  readonly #four: FamilyRoutes
  readonly #six: FamilyRoutes

  constructor(kernel: RouteSource) {
    const interfaces = new Map(kernel.devices().map((device) => [device.index, interfaceOf(device)]))
    const idOf = (route: Route) => this.#idOf(route)
    this.#four = new FamilyRoutes(4, kernel, interfaces, idOf)
    this.#six = new FamilyRoutes(16, kernel, interfaces, idOf)
  }

  /**
   * Number of the route to the address in the first `length` bytes: the same number, the same route. Allocates nothing unless the
   * kernel must be asked. `zone` is the index of the interface that a link-local address belongs to, else 0.
   * @throws SystemCallError when the kernel cannot be asked (EMFILE, ENOBUFS)
   */
  lookup(address: Uint8Array, length: 4 | 16, zone = 0): number {
    return (length === 4 ? this.#four : this.#six).lookup(address, zone)
  }

  /** The route of a number that `lookup` gave. */
  route(id: number): Route {
    return this.#routes[id - 1]!
  }

  /** The route to an address. @throws as `lookup` */
  routeFor(address: Uint8Array, length: 4 | 16, zone = 0): Route {
    return this.route(this.lookup(address, length, zone))
  }

  #idOf(route: Route): number {
    const key = routeKey(route)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#routes.push(route)
    this.#ids.set(key, id)
    return id
  }
}

export interface OpenRouter {
  readonly router: Router
  /** Hardware addresses on a link that the kernel knows by now, to begin with (Neighbours.learn). */
  knownNeighbours(of: Interface): NeighbourMessage[]
  close(): void
}

/** A router for the network namespace of this thread; it holds one netlink socket. @throws SystemCallError */
export function openRouter(): OpenRouter {
  const kernel = openRouting()
  try {
    return {
      router: new Router(kernel),
      knownNeighbours: ({ index }) =>
        kernel
          .neighbours()
          .filter(({ interface: link, state, mac }) => link === index && state === 'resolved' && mac.length > 0),
      close: () => kernel.close(),
    }
  } catch (error) {
    kernel.close()
    throw error
  }
}

/** Routes of one IP version. */
class FamilyRoutes {
  readonly #width: 4 | 16
  readonly #kernel: RouteSource
  readonly #interfaces: ReadonlyMap<number, Interface>
  readonly #idOf: (route: Route) => number
  readonly #bySource: boolean
  readonly #spans: RouteSpans
  /** By span: the route's number, `notAsked` or `byBlock`. */
  readonly #ids: Int32Array
  readonly #blocks: RouteBlockCache | null
  /** By zone and span. */
  readonly #zoned = new Map<number, number>()

  constructor(
    width: 4 | 16,
    kernel: RouteSource,
    interfaces: ReadonlyMap<number, Interface>,
    idOf: (route: Route) => number,
  ) {
    this.#width = width
    this.#kernel = kernel
    this.#interfaces = interfaces
    this.#idOf = idOf
    const destinations = kernel.destinations(width)
    const rules = kernel.rules(width)
    // IPv6 asks once: the kernel does not look again when it has chosen the source (ip6_dst_lookup_tail, net/ipv6/ip6_output.c).
    this.#bySource = width === 4 && rules.some(({ bySource }) => bySource)
    const sources: Network[] = width === 4 ? [] : sourceBoundaries(kernel.addresses(), kernel.labels())
    this.#spans = new RouteSpans(width, [...specialNetworks(width), ...destinations, ...rules, ...sources])
    this.#ids = new Int32Array(this.#spans.count)
    const several = destinations.filter((destination) => destination.several)
    for (const network of several) this.#markByBlock(network)
    this.#blocks = several.length > 0 ? new RouteBlockCache() : null
  }

  lookup(address: Uint8Array, zone: number): number {
    const span = this.#spans.find(address)
    if (zone !== 0) return this.#lookupInZone(address, span, zone)
    const id = this.#ids[span]!
    if (id > notAsked) return id
    return id === byBlock ? this.#lookupBlock(address, span) : this.#lookupSpan(address, span)
  }

  #lookupSpan(address: Uint8Array, span: number): number {
    const id = this.#ask(address, 0)
    this.#ids[span] = id
    return id
  }

  #lookupBlock(address: Uint8Array, span: number): number {
    const known = this.#blocks!.get(address, this.#width, span)
    if (known !== 0) return known
    const id = this.#ask(address, 0)
    this.#blocks!.set(address, this.#width, span, id)
    return id
  }

  #lookupInZone(address: Uint8Array, span: number, zone: number): number {
    const key = zone * this.#spans.count + span
    const known = this.#zoned.get(key)
    if (known !== undefined) return known
    const id = this.#ask(address, zone)
    this.#zoned.set(key, id)
    return id
  }

  #ask(address: Uint8Array, zone: number): number {
    const destination = address.slice(0, this.#width)
    if (zone === 0 && needsZone(destination)) return this.#idOf({ kind: 'unreachable', reason: 'needs-zone' })
    const answer = this.#kernel.route(destination, zone, null)
    if (typeof answer === 'string' || answer.type !== 'unicast' || answer.source === null || !this.#bySource) {
      return this.#idOf(answeredRoute(answer, destination, this.#interfaces))
    }
    // As connect(2) does (ip_route_connect, include/net/route.h): the source is chosen, and then the rules are gone through for it.
    const { source } = answer
    const second = this.#kernel.route(destination, zone, source)
    const route = typeof second === 'string' ? second : { ...second, source }
    return this.#idOf(answeredRoute(route, destination, this.#interfaces))
  }

  #markByBlock({ bytes, bits }: Network): void {
    const last = bytes.map((byte, i) => byte | (0xff >> Math.max(0, Math.min(8, bits - 8 * i))))
    this.#ids.fill(byBlock, this.#spans.find(bytes), this.#spans.find(last) + 1)
  }
}
