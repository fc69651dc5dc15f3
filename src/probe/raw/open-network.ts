import type { Interval } from '../../lib/intervals.ts'
import type { Random } from '../../lib/random.ts'
import { interfaceIndex } from '../../libc/socket.ts'
import type { Link } from '../../link/link.ts'
import { openPacketLink } from '../../link/packet-link.ts'
import { openRawIpLink } from '../../link/raw-ip-link.ts'
import { type OpenRouter, openRouter } from '../../link/router.ts'
import type { Pace } from '../pacing/pace.ts'
import type { Capture } from './capture.ts'
import { pings } from './host-discovery.ts'
import type { Lanes } from './lane.ts'
import { OpenedLanes } from './open-lanes.ts'
import { type ReservedPorts, reserveSourcePorts } from './reserve-ports.ts'
import type { SourcePorts } from './source-ports.ts'

/** One port for each attempt that a person may ask for (11), and one for questions to those that have answered. */
const scanPorts = 12
/**
 * Host discovery has ports of its own: a scan's SYN must not follow one of discovery's on the same pair of ports, while the host may still
 * keep that half open.
 */
const discoveryPorts = pings.length
/** Room for what comes in while this thread does something else: a fifth of a second of the fastest answers, or of polite ones. */
const ringBytes = { unlimited: 32 << 20, limited: 8 << 20 } as const

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

/**
 * Requests for hardware addresses a second: not above the pace, for they go to every host of a link; but enough to ask for a gateway
 * three times in a second.
 */
const [fewestRequests, mostRequests] = [5, 1000]

export interface NetworkOptions {
  /** Taken over: it is closed with the network. */
  readonly ground: Ground
  readonly pace: Pace
  readonly random: Random
  /** Writes down what goes over the links; null: nobody does. */
  readonly capture: Capture | null
}

export interface Network {
  readonly lanes: Lanes
  readonly ports: { readonly scan: SourcePorts; readonly discovery: SourcePorts }
  close(): void
}

/** The way to the network: links are opened as they are needed, by the lanes (SystemCallError EPERM without CAP_NET_RAW). */
export function openNetwork({ ground, pace, random, capture }: NetworkOptions): Network {
  const { routes, reserved } = ground
  const { ports } = reserved
  const own = [rangeOf(ports.tcp, ports.count), rangeOf(ports.udp, ports.count)]
  const ring = pace.onLink.total === Infinity ? ringBytes.unlimited : ringBytes.limited
  const captured = (link: Link, name: string) => capture?.of(link, name) ?? link
  const lanes = new OpenedLanes({
    router: routes.router,
    openLink: ({ name }) => captured(openPacketLink({ interface: name, ports: own, ringBytes: ring }), name),
    openOwnLink: (scope) =>
      captured(openRawIpLink({ ports: own, ringBytes: ring }, scope), scope === 0 ? 'lo' : `lo-${scope}`),
    known: (device) => routes.knownNeighbours(device),
    random,
    requestsPerSecond: Math.max(fewestRequests, Math.min(mostRequests, pace.onLink.total)),
    indexOf: interfaceIndex,
  })
  return {
    lanes,
    ports: {
      scan: { ...ports, count: scanPorts },
      discovery: { tcp: ports.tcp + scanPorts, udp: ports.udp + scanPorts, count: discoveryPorts },
    },
    close() {
      lanes.close()
      reserved.release()
      routes.close()
    },
  }
}

function rangeOf(first: number, count: number): Interval<number> {
  return { first, last: first + count - 1 }
}
