import type { EndpointLookup } from '../../targets/endpoint-lookup.ts'
import { FrameView, TCP, UDP } from '../../wire/frame-view.ts'
import type { Outlet } from './outlet.ts'
import { zoneOf } from './zone.ts'

/** Finds out for which endpoint a frame of our own was that the kernel refused. */
export class Refusals {
  readonly #lookup: EndpointLookup
  readonly #view = new FrameView()

  constructor(lookup: EndpointLookup) {
    this.#lookup = lookup
  }

  /** Index of the endpoint that the frame in the outlet's bytes went to; -1 when it is none of the scan's. */
  endpointOf({ bytes, link, interface: name }: Outlet, start: number, end: number): number {
    const view = this.#view
    const kind = view.at(bytes, start, end, link.layer)
    if (kind !== TCP && kind !== UDP) return -1
    const length = view.family === 4 ? 4 : 16
    const zone = zoneOf(bytes, view.destinationAt, length, name)
    const addressIndex = this.#lookup.addressIndexOf(bytes, view.destinationAt, length, zone)
    if (addressIndex < 0) return -1
    if (kind === TCP) return this.#lookup.indexOf(addressIndex, 'tcp', view.tcp.destinationPort)
    return this.#lookup.indexOf(addressIndex, 'udp', view.udp.destinationPort)
  }
}
