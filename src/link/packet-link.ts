import { errnoNumbers, SystemCallError } from '../libc/library.ts'
import { linkAddress, linkAddressSize } from '../libc/packet-socket.ts'
import { close } from '../libc/socket.ts'
import { BatchMessages, KnownBatches } from './batch-messages.ts'
import type { FrameBatch } from './frame-batch.ts'
import type { Link, LinkCounters, LinkLayer, TakeFrame } from './link.ts'
import { openPacketSockets, type PacketSocketOptions, type PacketSockets } from './packet-sockets.ts'
import { RingReceiver } from './ring-receiver.ts'

/** A link on packet sockets of our own (packet(7)). @throws as openPacketSockets and packetLink */
export function openPacketLink(options: PacketSocketOptions): Link {
  return packetLink(openPacketSockets(options))
}

/**
 * A link on packet sockets that somebody opened for us; it closes them. Needs no privilege. TCP and UDP checksums of what comes
 * in may be missing: a host on the same machine leaves them to hardware that is not there (CHECKSUM_PARTIAL), so do not check them.
 * On lo it is of use for receiving only: the kernel discards frames to own addresses that a packet socket puts there; `rawIpLink` sends those.
 * @throws SystemCallError when the ring cannot be mapped; the sockets are closed then as well
 */
export function packetLink(sockets: PacketSockets): Link {
  return new PacketLink(sockets)
}

/** Where the protocol lies in struct sockaddr_ll; ETH_P_IP and ETH_P_IPV6, linux/if_ether.h. */
const protocolOffset = 2
const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd }

class PacketLink implements Link {
  readonly layer: LinkLayer
  readonly mtu: number
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly #sockets: PacketSockets
  readonly #receiver: RingReceiver | null
  readonly #batches: KnownBatches
  #open = true

  constructor(sockets: PacketSockets) {
    this.layer = sockets.layer
    this.mtu = sockets.mtu
    this.#sockets = sockets
    this.#batches = new KnownBatches((batch) => newMessages(batch, sockets))
    try {
      this.#receiver = RingReceiver.of(sockets, this.counters)
    } catch (error) {
      closeAll(sockets)
      throw error
    }
  }

  send(batch: FrameBatch): number {
    // The descriptor may be somebody else's by now.
    if (!this.#open) throw new SystemCallError('send', errnoNumbers.EBADF ?? 9)
    const messages = this.#batches.of(batch)
    if (this.layer === 'ip') nameProtocols(batch, messages)
    const sent = messages.send(this.#sockets.send, 0, batch.count)
    this.counters.sent += sent
    return sent
  }

  receive(take: TakeFrame, timeoutMs: number): number {
    return this.#receiver === null ? 0 : this.#receiver.receive(take, timeoutMs)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#receiver?.close()
    closeAll(this.#sockets)
  }
}

function newMessages(batch: FrameBatch, sockets: PacketSockets): BatchMessages {
  if (sockets.layer === 'ethernet') return new BatchMessages(batch, 0)
  const messages = new BatchMessages(batch, linkAddressSize)
  const address = linkAddress(sockets.index, etherTypes.ipv4)
  for (let i = 0; i < batch.capacity; i++) messages.names.set(address, i * linkAddressSize)
  return messages
}

/** A frame without a link-layer header does not tell its protocol; the address has to. */
function nameProtocols(batch: FrameBatch, { names }: BatchMessages): void {
  for (let i = 0; i < batch.count; i++) {
    const protocol = batch.bytes[batch.start(i)]! >>> 4 === 6 ? etherTypes.ipv6 : etherTypes.ipv4
    const at = i * linkAddressSize + protocolOffset
    names[at] = protocol >>> 8
    names[at + 1] = protocol & 0xff
  }
}

function closeAll({ send, receive }: PacketSockets): void {
  close(send)
  if (receive !== null) close(receive)
}
