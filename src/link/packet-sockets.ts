import type { Interval } from '../lib/intervals.ts'
import { ARPHRD_ETHER, ARPHRD_LOOPBACK, type NetworkDevice, networkDevice } from '../libc/network-device.ts'
import { blockSize, setUpRing } from '../libc/packet-ring.ts'
import * as packet from '../libc/packet-socket.ts'
import { close } from '../libc/socket.ts'
import { answerFilter, emptyFilter } from './filter.ts'
import { layerOf } from './interfaces.ts'
import type { LinkLayer } from './link.ts'

export interface PacketSocketOptions {
  readonly interface: string
  /** Our source ports: only answers to these, and errors, come in. At most 50 ranges. */
  readonly ports: readonly Interval<number>[]
  /** Memory of the receive ring, rounded down to whole blocks of 128 KiB, at least 2. All threads together should stay at 32 MiB. */
  readonly ringBytes: number
  /** Receives nothing, and needs no ring. */
  readonly sendOnly?: boolean
}

/** A pair of packet sockets on one interface, ready for `packetLink` in this process or another. Plain data: it can be sent as JSON. */
export interface PacketSockets {
  readonly interface: string
  readonly index: number
  readonly layer: LinkLayer
  readonly mtu: number
  /** Six bytes: what our Ethernet frames come from. */
  readonly hardwareAddress: readonly number[]
  /** Descriptors; they are separate so that nothing that is sent is looked at by the socket that receives. */
  readonly send: number
  readonly receive: number | null
  readonly ringBytes: number
}

/** Room in bytes for frames on their way out, as the kernel counts them (768 for a small one); it gives at most net.core.wmem_max. */
const sendBuffer = 4 << 20
const ethernetHeader = 14

/**
 * Opens what needs the privilege (CAP_NET_RAW), in the network namespace of the calling thread; `packetLink` needs none.
 * Nothing comes in before the filter is in place.
 * @throws SystemCallError EPERM; ENODEV: no such interface; ENETDOWN: it is not up; ENOMEM
 * @throws RangeError when the interface is of a kind that we cannot speak on, or `ports` are too many ranges
 */
export function openPacketSockets(options: PacketSocketOptions): PacketSockets {
  const opened: number[] = []
  const open = () => {
    const fd = packet.openPacketSocket()
    opened.push(fd)
    return fd
  }
  try {
    const send = open()
    const device = networkDevice(send, options.interface)
    // Whoever it is handed to might bind it anew, to every protocol.
    packet.attachFilter(send, emptyFilter())
    packet.bindToInterface(send, device.index, 0)
    packet.bypassQueueing(send)
    packet.setSendBuffer(send, sendBuffer)
    const ringBytes = options.sendOnly ? 0 : Math.max(2, Math.floor(options.ringBytes / blockSize)) * blockSize
    const layer = layerOf(device.hardwareType, device.hardwareAddress)
    if (layer === null) throw new RangeError(`${device.name} is neither Ethernet nor an interface of IP packets`)
    const receive = options.sendOnly ? null : open()
    if (receive !== null) {
      packet.attachFilter(receive, answerFilter(options.ports, networkOffsetOf(device)))
      // Older kernels cannot; there the filter alone keeps out what we send ourselves.
      packet.ignoreOutgoing(receive)
      setUpRing(receive, ringBytes)
      packet.bindToInterface(receive, device.index, packet.ETH_P_ALL)
    }
    return {
      interface: device.name,
      index: device.index,
      layer,
      mtu: device.mtu,
      hardwareAddress: [...device.hardwareAddress],
      send,
      receive,
      ringBytes,
    }
  } catch (error) {
    for (const fd of opened) close(fd)
    throw error
  }
}

/** Frames of lo have an Ethernet header too, of zeros. */
function networkOffsetOf({ hardwareType }: NetworkDevice): number {
  return hardwareType === ARPHRD_ETHER || hardwareType === ARPHRD_LOOPBACK ? ethernetHeader : 0
}
