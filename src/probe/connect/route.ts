import type { Payload, PayloadContext } from '../../knowledge/payload.ts'
import type { EndpointIndex } from '../../targets/endpoint-index.ts'
import type { EndpointSlot } from '../../targets/types.ts'
import type { Attempt } from '../attempt.ts'
import type { DistanceClassifier } from '../distance.ts'
import type { Hosts } from '../hosts/hosts.ts'
import type { Destination } from './driver.ts'

export interface RouteOptions {
  readonly index: EndpointIndex
  readonly hosts: Hosts
  readonly distance: DistanceClassifier
  /** Payloads for a UDP port, best first, never none. */
  readonly payloadsFor: (port: number) => readonly Payload[]
  readonly payloadContext: PayloadContext
}

/** From a number to where an attempt goes and what it says there. Written in place, so that probing allocates nothing. */
export class Route {
  /** Where the attempt goes that `aim` was given last. */
  readonly destination: Destination = {
    family: 4,
    transport: 'tcp',
    port: 0,
    address: new Uint8Array(16),
    zone: undefined,
    payload: new Uint8Array(0),
    repliesFromOtherPort: false,
  }
  readonly #options: RouteOptions
  readonly #endpoint: EndpointSlot = { addressIndex: 0, family: 4, transport: 'tcp', port: 0 }
  #addressIndex = -1

  constructor(options: RouteOptions) {
    this.#options = options
  }

  /** Fills in which endpoint an attempt is for: the one of that index (targets/endpoint-index.ts). */
  locate(attempt: Attempt, endpointIndex: number): void {
    const endpoint = this.#endpoint
    this.#options.index.at(endpointIndex, endpoint)
    attempt.addressIndex = endpoint.addressIndex
    attempt.family = endpoint.family
    attempt.transport = endpoint.transport
    attempt.port = endpoint.port
    attempt.row = this.#options.hosts.row(endpoint.addressIndex)
  }

  /** Writes the address into the destination, and how far it is into the attempt. */
  reach(attempt: Attempt): void {
    const { addressIndex, row, family } = attempt
    if (addressIndex !== this.#addressIndex) this.#readAddress(addressIndex, family)
    attempt.distance = this.#distance(row, family)
  }

  /** Writes the whole destination of an attempt, and how far it is. */
  aim(attempt: Attempt): void {
    const { destination } = this
    const { transport, port } = attempt
    this.reach(attempt)
    destination.transport = transport
    destination.port = port
    if (transport === 'udp') this.#choosePayload(attempt)
  }

  #readAddress(addressIndex: number, family: 4 | 6): void {
    const { index } = this.#options
    const { destination } = this
    index.addressBytes(addressIndex, destination.address)
    destination.zone = family === 6 ? index.zone(addressIndex) : undefined
    destination.family = family
    this.#addressIndex = addressIndex
  }

  #distance(row: number, family: 4 | 6) {
    const { hosts, distance } = this.#options
    const known = hosts.distance(row)
    if (known !== undefined) return known
    const found = distance(this.destination.address, family === 4 ? 4 : 16)
    hosts.setDistance(row, found)
    return found
  }

  #choosePayload({ port, attempts }: Attempt): void {
    const { payloadsFor, payloadContext } = this.#options
    const payloads = payloadsFor(port)
    const payload = payloads[attempts % payloads.length]!
    this.destination.payload = payload.build(payloadContext)
    this.destination.repliesFromOtherPort = payload.repliesFromOtherPort === true
  }
}
