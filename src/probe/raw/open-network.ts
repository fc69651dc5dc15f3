import type { Interval } from '../../lib/intervals.ts'
import type { Random } from '../../lib/random.ts'
import { interfaceIndex } from '../../libc/socket.ts'
import type { Link } from '../../link/link.ts'
import { packetLink } from '../../link/packet-link.ts'
import type { PacketSocketOptions, PacketSockets } from '../../link/packet-sockets.ts'
import { pcapLink } from '../../link/pcap.ts'
import { type RawIpSocketOptions, type RawIpSockets, rawIpLink } from '../../link/raw-ip-link.ts'
import { type OpenRouter, openRouter } from '../../link/router.ts'
import type { ProbePlan } from '../engine.ts'
import type { OpenCapture } from './capture.ts'
import { requestsOfEach } from './division.ts'
import { pings } from './host-discovery.ts'
import type { Lanes } from './lane.ts'
import { OpenedLanes } from './open-lanes.ts'
import { type ReservedPorts, reserveSourcePorts } from './reserve-ports.ts'
import { ringBytesFor } from './ring-size.ts'
import type { SourcePorts } from './source-ports.ts'

/** One port for each attempt that a person may ask for (11), and one for questions to those that have answered. */
const scanPorts = 12
/**
 * Host discovery has ports of its own: a scan's SYN must not follow one of discovery's on the same pair of ports, while the host may still
 * keep that half open.
 */
const discoveryPorts = pings.length

/** What needs no knowledge of the scan, so that it can be there before it: routes, and source ports. */
export interface Ground {
  readonly routes: OpenRouter
  readonly reserved: ReservedPorts
}

/** Of the network namespace that this thread is in. @throws SystemCallError; OperationError when no source ports are free */
export function openGround(random: Random): Ground {
  const routes = openRouter()
  try {
    return { routes, reserved: reserveSourcePorts(scanPorts + discoveryPorts, random) }
  } catch (error) {
    // It belongs to the process, which may go on by connections.
    routes.close()
    throw error
  }
}

export interface NetworkOptions {
  /** Taken over: it is closed with the network. */
  readonly ground: Ground
  /** Of all scanners together. */
  readonly plan: Pick<ProbePlan, 'pace' | 'space'>
  /** How many share it, and the memory of the rings. */
  readonly scanners: number
  readonly random: Random
  readonly sockets: SocketSource
  /** Where what goes over the links is written down; null: nowhere. */
  readonly capture: OpenCapture | null
}

/** Opens what needs the privilege: in this process, or in another that hands the descriptors over. @throws SystemCallError EPERM … */
export interface SocketSource {
  packet(options: PacketSocketOptions): PacketSockets
  rawIp(options: RawIpSocketOptions): RawIpSockets
}

export interface Network {
  readonly lanes: Lanes
  readonly ports: { readonly scan: SourcePorts; readonly discovery: SourcePorts }
  /** From now on so many scanners ask for hardware addresses, this one among them. Until then it is alone. */
  shareRequests(scanners: number): void
  /** The second time it does nothing. */
  close(): void
}

/** The way to the network: links are opened as they are needed, by the lanes (SystemCallError EPERM without CAP_NET_RAW). */
export function openNetwork({ ground, plan, scanners, random, sockets, capture }: NetworkOptions): Network {
  const { routes, reserved } = ground
  const { pace } = plan
  const { ports } = reserved
  const own = [rangeOf(ports.tcp, ports.count), rangeOf(ports.udp, ports.count)]
  const ringBytes = ringBytesFor(plan, scanners)
  const captured = (link: Link, name: string) => (capture === null ? link : pcapLink(link, capture(name)))
  const lanes = new OpenedLanes({
    router: routes.router,
    openLink: ({ name }) => captured(packetLink(sockets.packet({ interface: name, ports: own, ringBytes })), name),
    openOwnLink: (scope) =>
      captured(rawIpLink(sockets.rawIp({ ports: own, ringBytes }), scope), scope === 0 ? 'lo' : `lo-${scope}`),
    known: (device) => routes.knownNeighbours(device),
    random,
    requestsPerSecond: requestsOfEach(pace, 1),
    indexOf: interfaceIndex,
  })
  let isOpen = true
  return {
    lanes,
    ports: {
      scan: { ...ports, count: scanPorts },
      discovery: { tcp: ports.tcp + scanPorts, udp: ports.udp + scanPorts, count: discoveryPorts },
    },
    shareRequests: (sharers) => lanes.limitRequests(requestsOfEach(pace, sharers)),
    close() {
      if (!isOpen) return
      isOpen = false
      lanes.close()
      reserved.release()
      routes.close()
    },
  }
}

function rangeOf(first: number, count: number): Interval<number> {
  return { first, last: first + count - 1 }
}
