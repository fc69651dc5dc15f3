import type { Random } from '../../lib/random.ts'
import type { Interface } from '../../link/interfaces.ts'
import type { Link } from '../../link/link.ts'
import type { Route } from '../../link/route.ts'
import type { Router } from '../../link/router.ts'
import type { Distance } from '../distance.ts'
import { Lane, type Lanes } from './lane.ts'
import { Neighbourhood, type NeighbourhoodOptions } from './neighbourhood.ts'
import { Outlet } from './outlet.ts'

export interface LanesOptions {
  readonly router: Router
  /** Opens the link of an interface: at the first packet that goes out by it. */
  readonly openLink: (device: Interface) => Link
  /** Opens the link to addresses of this machine; `scope`: index of the interface that its link-local ones belong to, else 0. */
  readonly openOwnLink: (scope: number) => Link
  /** What the kernel knows of the hardware addresses on an interface. */
  readonly known: (device: Interface) => NeighbourhoodOptions['known']
  readonly random: Random
  /** Most requests for hardware addresses a second, on each link, until `limitRequests` says otherwise. */
  readonly requestsPerSecond: number
  /** Index of an interface by name, 0 when there is none. */
  readonly indexOf: (name: string) => number
}

/** Own addresses that have a lane of their own at most: each is its own source. More take turns. */
const mostOwnLanes = 1024

type Sent = Exclude<Route, { kind: 'own' } | { kind: 'unreachable' }>

/** The ways out of this machine, opened as they are needed. */
export class OpenedLanes implements Lanes {
  readonly outlets: Outlet[] = []
  readonly #options: LanesOptions
  #requestsPerSecond: number
  /** By route number. Undefined: not looked at yet; null: no way. */
  readonly #byRoute: (Lane | null | undefined)[] = []
  readonly #own = new Map<string, Lane>()
  readonly #outlets = new Map<string, Outlet>()
  readonly #zones = new Map<string, number>()

  constructor(options: LanesOptions) {
    this.#options = options
    this.#requestsPerSecond = options.requestsPerSecond
  }

  /** @throws SystemCallError when a link cannot be opened */
  find(address: Uint8Array, length: 4 | 16, zone: string | undefined): Lane | null {
    const { router } = this.#options
    const id = router.lookup(address, length, zone === undefined ? 0 : this.#zoneIndex(zone))
    const known = this.#byRoute[id]
    if (known !== undefined) return known
    const route = router.route(id)
    if (route.kind === 'own') return this.#ownLane(address.slice(0, length), route, zone)
    const lane = route.kind === 'unreachable' ? null : this.#lane(route)
    this.#byRoute[id] = lane
    return lane
  }

  limitRequests(perSecond: number): void {
    this.#requestsPerSecond = perSecond
    for (const { neighbourhood } of this.outlets) neighbourhood?.limit(perSecond)
  }

  close(): void {
    for (const { link } of this.outlets) link.close()
  }

  #zoneIndex(zone: string): number {
    const known = this.#zones.get(zone)
    if (known !== undefined) return known
    const index = this.#options.indexOf(zone)
    this.#zones.set(zone, index)
    return index
  }

  /** A packet to an own address comes from that address itself, unless the kernel prefers another. */
  #ownLane(address: Uint8Array, route: Extract<Route, { kind: 'own' }>, zone: string | undefined): Lane {
    const source = route.source ?? address
    const key = `${source}%${zone}`
    const known = this.#own.get(key)
    if (known !== undefined) return known
    if (this.#own.size >= mostOwnLanes) this.#own.clear()
    const outlet = this.#ownOutlet(zone)
    const lane = new Lane({ outlet, distance: 'own', path: { macs: null, source, mtu: route.mtu }, hardware: null })
    this.#own.set(key, lane)
    return lane
  }

  #lane(route: Sent): Lane | null {
    const { interface: device, source, mtu } = route
    const outlet = this.#outlet(device)
    const distance: Distance = route.kind === 'on-link' && device.fixedMac === null ? 'onLink' : 'beyond'
    if (device.layer === 'ip') {
      return new Lane({ outlet, distance: 'beyond', path: { macs: null, source, mtu }, hardware: null })
    }
    const path = { macs: { source: device.mac, nextHop: device.fixedMac ?? new Uint8Array(6) }, source, mtu }
    if (device.fixedMac !== null) return new Lane({ outlet, distance, path, hardware: null })
    this.#addSource(route, outlet)
    return new Lane({ outlet, distance, path, hardware: outlet.neighbourhood, gateway: route.nextHop })
  }

  /** Requests come from the address that packets do, or, to a gateway of the other IP version (RFC 5549), from what the kernel would take. */
  #addSource({ interface: device, source, nextHop }: Sent, { neighbourhood }: Outlet): void {
    if (nextHop === null || nextHop.length === source.length) {
      neighbourhood?.addSource(source)
      return
    }
    const way = this.#options.router.routeFor(nextHop, nextHop.length === 4 ? 4 : 16, device.index)
    if (way.kind === 'on-link') neighbourhood?.addSource(way.source)
  }

  #ownOutlet(zone: string | undefined): Outlet {
    const key = `own ${zone ?? ''}`
    const known = this.#outlets.get(key)
    if (known !== undefined) return known
    const link = this.#options.openOwnLink(zone === undefined ? 0 : this.#zoneIndex(zone))
    return this.#keep(key, new Outlet(link, zone ?? 'lo', true))
  }

  #outlet(device: Interface): Outlet {
    const known = this.#outlets.get(device.name)
    if (known !== undefined) return known
    const { openLink, known: knownOn, random } = this.#options
    const perSecond = this.#requestsPerSecond
    const outlet = new Outlet(openLink(device), device.name)
    if (outlet.link.layer === 'ethernet') {
      outlet.neighbourhood = new Neighbourhood({ outlet, mac: device.mac, random, perSecond, known: knownOn(device) })
    }
    return this.#keep(device.name, outlet)
  }

  #keep(key: string, outlet: Outlet): Outlet {
    this.#outlets.set(key, outlet)
    this.outlets.push(outlet)
    return outlet
  }
}
