import type { Interval } from '../lib/intervals.ts'
import { errnoNumbers, SystemCallError } from '../libc/library.ts'
import { openRawIpSocket } from '../libc/raw-ip-socket.ts'
import { AF_INET, AF_INET6, close, ipv4AddressSize, ipv6AddressSize } from '../libc/socket.ts'
import { BatchMessages, KnownBatches } from './batch-messages.ts'
import type { FrameBatch } from './frame-batch.ts'
import type { Link, LinkCounters, TakeFrame } from './link.ts'
import { openPacketSockets, type PacketSockets } from './packet-sockets.ts'
import { RingReceiver } from './ring-receiver.ts'

export interface RawIpSocketOptions {
  /** As for a packet link: our source ports, and the memory of the ring. */
  readonly ports: readonly Interval<number>[]
  readonly ringBytes: number
}

/** Sockets for `rawIpLink`, in this process or another. Plain data. */
export interface RawIpSockets {
  /** Descriptors; null where the kernel does not have this version of IP. */
  readonly ipv4: number | null
  readonly ipv6: number | null
  /** What receives on lo. */
  readonly loopback: PacketSockets
}

/**
 * Opens what needs the privilege (CAP_NET_RAW), in the network namespace of the calling thread.
 * @throws as openPacketSockets
 */
export function openRawIpSockets({ ports, ringBytes }: RawIpSocketOptions): RawIpSockets {
  const loopback = openPacketSockets({ interface: 'lo', ports, ringBytes })
  const opened: (number | null)[] = []
  try {
    for (const version of [4, 6] as const) opened.push(openRawIpSocket(version))
  } catch (error) {
    for (const fd of [...opened, loopback.send, loopback.receive]) if (fd !== null) close(fd)
    throw error
  }
  return { ipv4: opened[0] ?? null, ipv6: opened[1] ?? null, loopback }
}

/** As rawIpLink, on sockets of its own. @throws as openRawIpSockets and rawIpLink */
export function openRawIpLink(options: RawIpSocketOptions, scope = 0): Link {
  return rawIpLink(openRawIpSockets(options), scope)
}

/**
 * A link to this host's own addresses, which are reached through lo whatever interface has them. Frames begin with the IP header,
 * of either version. Takes over the sockets, and closes them. Needs no privilege.
 * @param scope interface index that link-local IPv6 destinations belong to
 * @throws SystemCallError when the ring cannot be mapped; from `send` also EPERM when a firewall of this host refuses a packet
 */
export function rawIpLink(sockets: RawIpSockets, scope = 0): Link {
  return new RawIpLink(sockets, scope)
}

// Where the destination lies in an IP header (RFC 791, RFC 8200) and in sockaddr_in and sockaddr_in6.
const ipv4 = { family: AF_INET, size: ipv4AddressSize, packetOffset: 16, nameOffset: 4, addressLength: 4 }
const ipv6 = { family: AF_INET6, size: ipv6AddressSize, packetOffset: 24, nameOffset: 8, addressLength: 16 }
const scopeOffset = 24

class RawIpLink implements Link {
  readonly layer = 'ip'
  readonly mtu: number
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly #sockets: RawIpSockets
  readonly #receiver: RingReceiver | null
  readonly #batches = new KnownBatches((batch) => new BatchMessages(batch, ipv6AddressSize))
  readonly #scope: number
  #open = true

  constructor(sockets: RawIpSockets, scope: number) {
    this.mtu = sockets.loopback.mtu
    this.#sockets = sockets
    this.#scope = scope
    try {
      this.#receiver = RingReceiver.of(sockets.loopback, this.counters)
    } catch (error) {
      closeAll(sockets)
      throw error
    }
  }

  /** A socket sends packets of one version only: each run of the same version is one system call. */
  send(batch: FrameBatch): number {
    // The descriptor may be somebody else's by now.
    if (!this.#open) throw new SystemCallError('send', errnoNumbers.EBADF ?? 9)
    const messages = this.#batches.of(batch)
    let first = 0
    while (first < batch.count) {
      const version = this.#version(batch, first)
      let end = first
      while (end < batch.count && this.#version(batch, end) === version) this.#address(batch, messages, end++)
      const sent = this.#sendRun(messages, version, first, end)
      this.counters.sent += sent
      first += sent
      if (first < end) break
    }
    return first
  }

  /** What was sent before a packet that is refused counts: the refusal comes when that packet is the first. */
  #sendRun(messages: BatchMessages, version: number, first: number, end: number): number {
    try {
      return messages.send(this.#socket(version), first, end)
    } catch (error) {
      if (first > 0) return 0
      throw error
    }
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

  #version(batch: FrameBatch, i: number): number {
    return batch.bytes[batch.start(i)]! >>> 4
  }

  #socket(version: number): number {
    const fd = version === 6 ? this.#sockets.ipv6 : this.#sockets.ipv4
    if (fd === null) throw new SystemCallError(`send IPv${version}`, errnoNumbers.EAFNOSUPPORT ?? 97)
    return fd
  }

  /** Writes the destination of frame i into its socket address. Port 0: for IPv6 anything else would have to be the protocol. */
  #address(batch: FrameBatch, messages: BatchMessages, i: number): void {
    const { names, nameSize } = messages
    const layout = this.#version(batch, i) === 6 ? ipv6 : ipv4
    const name = i * nameSize
    const destination = batch.start(i) + layout.packetOffset
    names[name] = layout.family
    for (let k = 0; k < layout.addressLength; k++) names[name + layout.nameOffset + k] = batch.bytes[destination + k]!
    if (layout === ipv6) {
      for (let k = 0; k < 4; k++) {
        names[name + 4 + k] = 0
        names[name + scopeOffset + k] = this.#scope >>> (8 * k)
      }
    }
    messages.setNameSize(i, layout.size)
  }
}

function closeAll({ ipv4, ipv6, loopback }: RawIpSockets): void {
  for (const fd of [ipv4, ipv6, loopback.send, loopback.receive]) if (fd !== null) close(fd)
}
