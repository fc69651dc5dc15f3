import { EPOLLERR, EPOLLET, EPOLLIN, EPOLLOUT, Epoll } from '../../libc/epoll.ts'
import { ErrorQueue } from '../../libc/error-queue.ts'
import { SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6 } from '../../libc/extended-error.ts'
import { errno, errnoNumbers } from '../../libc/library.ts'
import {
  AF_INET,
  AF_INET6,
  close,
  connect,
  getLocalAddress,
  getOption,
  IP_RECVERR,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  interfaceIndex,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  receiveFrom,
  SO_ERROR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  sendTo,
  setOption,
  socket,
} from '../../libc/socket.ts'
import { hasScope, SocketAddress, sameEndpoint, sameHost, unspecifiedAddress } from '../../libc/socket-address.ts'
import type { Reason } from '../../model/unions.ts'
import { icmpOutcome, icmpv6Outcome } from '../results/icmp-outcome.ts'
import { longestAnswer } from '../results/kept-answers.ts'
import {
  CONNECTED,
  FAILED,
  ICMP_HOST_UNREACHABLE,
  ICMP_OTHER,
  ICMP_PORT_UNREACHABLE,
  NO_RESPONSE,
  PENDING,
  REFUSED,
  UDP_REPLY,
} from '../results/outcome.ts'
import { reasonsByDriver } from './capabilities.ts'
import type { ConnectDriver, Destination, OnOutcome } from './driver.ts'
import { OwnInterfaces } from './own-interfaces.ts'

const errnoOf = (name: string) => errnoNumbers[name] ?? -1
const EPERM = errnoOf('EPERM')
const EALREADY = errnoOf('EALREADY')
const EINPROGRESS = errnoOf('EINPROGRESS')
const EISCONN = errnoOf('EISCONN')
const ECONNREFUSED = errnoOf('ECONNREFUSED')
const ECONNABORTED = errnoOf('ECONNABORTED')
const ECONNRESET = errnoOf('ECONNRESET')
const EPIPE = errnoOf('EPIPE')
const ETIMEDOUT = errnoOf('ETIMEDOUT')
const EADDRINUSE = errnoOf('EADDRINUSE')
const EAGAIN = errnoOf('EAGAIN')

const none = -1
/** By slot: what kind of socket it has. */
const TCP = 0
const UDP_CONNECTED = 1
/** Takes datagrams from every port of the host. */
const UDP_OPEN = 2
/** Looks at what has come in, 1,024 events each, before the caller gets its turn: more than all slots can have. */
const mostLooks = 64
/** Of looks that came too early, one in so many is taken anyway, to notice when answers get quick again. */
const lookEvery = 16

/**
 * Linux sockets without anything in between. TCP sockets that were refused or given up are used again: connect(2) after a
 * refusal fails once with the error and thereby resets the socket (net/ipv4/af_inet.c, `sock_error`); one to AF_UNSPEC
 * resets it in any state, with a RST when it was connected. That is a third cheaper than a socket for each port.
 */
export class EpollDriver implements ConnectDriver {
  readonly id = 'epoll'
  readonly reasons: ReadonlySet<Reason> = reasonsByDriver.epoll
  readonly #epoll = new Epoll()
  readonly #errors = new ErrorQueue()
  readonly #own = new OwnInterfaces()
  readonly #address = new SocketAddress()
  readonly #local = new Uint8Array(28)
  readonly #sender = new Uint8Array(28)
  readonly #int = new Int32Array(1)
  readonly #size = new Uint32Array(1)
  /** One more than anybody takes: what fills it has been cut. */
  readonly #received = new Uint8Array(longestAnswer + 1)
  #receivedLength = 0
  readonly #unspecified = unspecifiedAddress()
  /** TCP sockets that wait for work. */
  readonly #idle = { 4: [] as number[], 6: [] as number[] }
  /** By slot: its socket, and the destination as a socket address. */
  readonly #sockets: Int32Array
  readonly #destinations: Uint8Array[]
  readonly #families: Uint8Array
  readonly #kind: Uint8Array
  /** By socket: its slot, and whether epoll knows it. */
  #slotOf = new Int32Array(1024).fill(none)
  #watched = new Uint8Array(1024)
  #earlyLooks = 0
  #zone = ''
  #zoneIndex = 0

  constructor(slots: number) {
    this.#sockets = new Int32Array(slots).fill(none)
    this.#destinations = Array.from({ length: slots }, () => emptyAddress)
    this.#families = new Uint8Array(slots)
    this.#kind = new Uint8Array(slots)
  }

  get reply(): Uint8Array {
    return this.#received.subarray(0, this.#receivedLength)
  }

  start(slot: number, destination: Destination): number {
    const { family, port, zone, payload, repliesFromOtherPort } = destination
    this.#address.set(destination.address, family, port, zone === undefined ? 0 : this.#scope(zone))
    this.#families[slot] = family
    if (destination.transport === 'tcp') return this.#startTcp(slot, family)
    return this.#startUdp(slot, family, payload, repliesFromOtherPort ? UDP_OPEN : UDP_CONNECTED)
  }

  cancel(slot: number): void {
    const fd = this.#release(slot)
    if (fd === none) return
    if (this.#kind[slot] === TCP) this.#reset(fd, this.#families[slot] as 4 | 6, this.#destinations[slot]!)
    else close(fd)
  }

  wait(timeoutMs: number, onOutcome: OnOutcome): void {
    let count = this.#epoll.wait(timeoutMs)
    for (let looks = 1; count > 0 && looks < mostLooks; looks++) {
      for (let i = 0; i < count; i++) this.#event(this.#epoll.fd(i), this.#epoll.mask(i), onOutcome)
      count = this.#epoll.wait(0)
    }
  }

  close(): void {
    for (let slot = 0; slot < this.#sockets.length; slot++) this.cancel(slot)
    for (const fd of [...this.#idle[4], ...this.#idle[6]]) close(fd)
    this.#idle[4].length = 0
    this.#idle[6].length = 0
    this.#epoll.close()
  }

  #scope(zone: string): number {
    if (zone !== this.#zone) {
      this.#zone = zone
      this.#zoneIndex = /^\d{1,9}$/.test(zone) ? Number(zone) : interfaceIndex(zone)
    }
    return this.#zoneIndex
  }

  #startTcp(slot: number, family: 4 | 6): number {
    const fd = this.#idle[family].pop() ?? this.#open(family, SOCK_STREAM)
    if (fd < 0) return FAILED + errno()
    const { bytes, size } = this.#address
    let error = connect(fd, bytes, size) === 0 ? EISCONN : errno()
    // A socket that was reset by an error says so once.
    if (error === ECONNABORTED) error = connect(fd, bytes, size) === 0 ? EISCONN : errno()
    if (error !== EINPROGRESS && error !== EISCONN) {
      this.#rest(fd, family, bytes)
      return FAILED + error
    }
    // On this machine, and often on the same link, the answer is there before connect returns.
    if (this.#earlyLooks % lookEvery === 0) {
      const outcome = this.#look(fd, family, bytes, bytes, size)
      if (outcome !== PENDING) return outcome
    }
    this.#earlyLooks++
    return this.#watch(slot, fd, EPOLLOUT | EPOLLERR | EPOLLET, TCP)
  }

  /** Asks a TCP socket what became of it. When the outcome is known, the socket is idle again or closed. */
  #look(fd: number, family: 4 | 6, destination: Uint8Array, address: Uint8Array, size: number): number {
    const error = connect(fd, address, size) === 0 ? EISCONN : errno()
    if (error === EISCONN) return this.#connected(fd, family, destination)
    const icmp = this.#icmp(fd, family, destination)
    if (icmp !== PENDING) {
      // Whether the kernel gave up too depends on which processor the message came in on: start afresh.
      this.#discard(fd)
      return icmp
    }
    if (error === EALREADY) return PENDING
    if (error === ECONNREFUSED) {
      this.#earlyLooks = 0
      this.#rest(fd, family, destination)
      return REFUSED
    }
    this.#discard(fd)
    // A reset before the handshake is ECONNREFUSED; these two come after it, from a peer that accepts and hangs up (tcp_reset).
    if (error === ECONNRESET || error === EPIPE) return CONNECTED
    return error === ETIMEDOUT ? NO_RESPONSE : FAILED + error
  }

  #connected(fd: number, family: 4 | 6, destination: Uint8Array): number {
    const self = this.#talksToItself(fd, family, destination)
    this.#reset(fd, family, destination)
    return self ? FAILED + EADDRINUSE : CONNECTED
  }

  /**
   * A socket that is given the local port that it probes reaches itself (RFC 9293 §3.5, simultaneous open), and on an own address two
   * of our sockets can reach each other.
   */
  #talksToItself(fd: number, family: 4 | 6, destination: Uint8Array): boolean {
    if (!this.#readLocal(fd) || !sameHost(this.#local, destination, family)) return false
    if (sameEndpoint(this.#local, destination, family)) return true
    return this.#sockets.some((other) => other !== none && other !== fd && this.#hasLocalPort(other, destination))
  }

  #readLocal(fd: number): boolean {
    this.#size[0] = this.#local.length
    return getLocalAddress(fd, this.#local, this.#size) === 0
  }

  #hasLocalPort(fd: number, destination: Uint8Array): boolean {
    return this.#readLocal(fd) && this.#local[2] === destination[2] && this.#local[3] === destination[3]
  }

  #reset(fd: number, family: 4 | 6, destination: Uint8Array): void {
    if (connect(fd, this.#unspecified, this.#unspecified.length) !== 0) {
      this.#discard(fd)
      return
    }
    // It leaves ECONNRESET as the error of the socket; the next connect clears it (tcp_connect_init).
    this.#rest(fd, family, destination)
  }

  /**
   * A socket waits for its next use, unless it went to a link-local address: connect(2) ties such a socket to the interface
   * (net/ipv6/tcp_ipv6.c, tcp_v6_connect), and nothing unties it, so that every other address would be out of its reach.
   */
  #rest(fd: number, family: 4 | 6, destination: Uint8Array): void {
    if (family === 6 && hasScope(destination)) this.#discard(fd)
    else this.#idle[family].push(fd)
  }

  #clearError(fd: number): void {
    this.#size[0] = 4
    getOption(fd, SOL_SOCKET, SO_ERROR, this.#int, this.#size)
  }

  #discard(fd: number): void {
    this.#watched[fd] = 0
    close(fd)
  }

  #startUdp(slot: number, family: 4 | 6, payload: Uint8Array, kind: number): number {
    const fd = this.#open(family, SOCK_DGRAM)
    if (fd < 0) return FAILED + errno()
    const { bytes, size } = this.#address
    const connected = kind === UDP_OPEN || connect(fd, bytes, size) === 0
    if (!connected || sendTo(fd, payload, payload.length, MSG_NOSIGNAL, bytes, size) < 0) {
      const error = errno()
      const icmp = this.#icmpOfUdp(fd, family, bytes)
      this.#discard(fd)
      return icmp === PENDING ? FAILED + error : icmp
    }
    return this.#watch(slot, fd, EPOLLIN | EPOLLERR, kind)
  }

  #event(fd: number, mask: number, onOutcome: OnOutcome): void {
    const slot = this.#slotOf[fd] ?? none
    if (slot === none) return
    const family = this.#families[slot] as 4 | 6
    const destination = this.#destinations[slot]!
    const outcome =
      this.#kind[slot] === TCP
        ? this.#look(fd, family, destination, destination, destination.length)
        : this.#lookUdp(fd, family, mask, destination)
    if (outcome === PENDING) return
    this.#release(slot)
    onOutcome(slot, outcome)
  }

  #lookUdp(fd: number, family: 4 | 6, mask: number, destination: Uint8Array): number {
    let outcome = PENDING
    if ((mask & EPOLLERR) !== 0) {
      outcome = this.#icmpOfUdp(fd, family, destination)
      this.#clearError(fd)
    }
    if ((mask & EPOLLIN) !== 0 && this.#receivedFrom(fd, family, destination)) {
      const self = this.#talksToItself(fd, family, destination)
      this.#discard(fd)
      return self ? FAILED + EADDRINUSE : UDP_REPLY
    }
    if (outcome !== PENDING) this.#discard(fd)
    return outcome
  }

  /** Takes a datagram out; whether there was one from that host. A connected socket is given no others. */
  #receivedFrom(fd: number, family: 4 | 6, destination: Uint8Array): boolean {
    this.#size[0] = this.#sender.length
    const { length } = this.#received
    const received = receiveFrom(fd, this.#received, length, MSG_DONTWAIT, this.#sender, this.#size)
    this.#receivedLength = received
    return received >= 0 && sameHost(this.#sender, destination, family)
  }

  /** What ICMP said about this attempt; PENDING when it said nothing. */
  #icmp(fd: number, family: 4 | 6, destination: Uint8Array): number {
    for (let most = 8; most > 0 && this.#errors.read(fd); most--) {
      if (!sameEndpoint(this.#errors.destination, destination, family)) continue
      const { origin, type, code } = this.#errors.error
      const outcome =
        origin === SO_EE_ORIGIN_ICMP
          ? icmpOutcome(type, code)
          : origin === SO_EE_ORIGIN_ICMP6
            ? icmpv6Outcome(type, code)
            : PENDING
      if (outcome !== PENDING) return this.#saidByOurselves(family, destination) ? ownIcmp(outcome) : outcome
    }
    return PENDING
  }

  /** The same of a UDP port, which its host alone can call closed (RFC 1122 §3.2.2.1): a router that does so rejects on its behalf. */
  #icmpOfUdp(fd: number, family: 4 | 6, destination: Uint8Array): number {
    const outcome = this.#icmp(fd, family, destination)
    if (outcome !== ICMP_PORT_UNREACHABLE) return outcome
    const { offender, offenderFamily } = this.#errors.error
    return offenderFamily === family && sameHost(offender, destination, family) ? outcome : ICMP_OTHER
  }

  /** Our own kernel sends ICMP errors to itself when a neighbour does not answer, or when a local rule rejects what we send. */
  #saidByOurselves(family: 4 | 6, destination: Uint8Array): boolean {
    const { offender, offenderFamily } = this.#errors.error
    if (offenderFamily !== family || sameHost(offender, destination, family)) return false
    return this.#own.has(family === 4 ? offender.subarray(4, 8) : offender.subarray(8, 24))
  }

  #open(family: 4 | 6, type: number): number {
    const fd = socket(family === 4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    if (fd < 0) return fd
    this.#int[0] = 1
    if (family === 4) setOption(fd, IPPROTO_IP, IP_RECVERR, this.#int, 4)
    else setOption(fd, IPPROTO_IPV6, IPV6_RECVERR, this.#int, 4)
    if (fd >= this.#slotOf.length) this.#grow(fd)
    this.#slotOf[fd] = none
    this.#watched[fd] = 0
    return fd
  }

  #grow(fd: number): void {
    const slotOf = new Int32Array(2 * fd).fill(none)
    slotOf.set(this.#slotOf)
    this.#slotOf = slotOf
    const watched = new Uint8Array(2 * fd)
    watched.set(this.#watched)
    this.#watched = watched
  }

  #watch(slot: number, fd: number, mask: number, kind: number): number {
    // TCP sockets are watched once for all their attempts: with EPOLLET each change tells of itself, and nothing needs rearming.
    if (this.#watched[fd] === 0 && !this.#epoll.add(fd, mask)) {
      const error = errno()
      this.#discard(fd)
      return FAILED + (error === 0 ? EAGAIN : error)
    }
    this.#watched[fd] = 1
    this.#slotOf[fd] = slot
    this.#sockets[slot] = fd
    this.#kind[slot] = kind
    this.#remember(slot)
    return PENDING
  }

  #remember(slot: number): void {
    const { bytes, size } = this.#address
    let own = this.#destinations[slot]!
    if (own.length !== size) {
      own = new Uint8Array(size)
      this.#destinations[slot] = own
    }
    for (let i = 0; i < size; i++) own[i] = bytes[i]!
  }

  /** Takes the socket out of its slot. */
  #release(slot: number): number {
    const fd = this.#sockets[slot]!
    if (fd !== none) this.#slotOf[fd] = none
    this.#sockets[slot] = none
    return fd
  }
}

const emptyAddress = new Uint8Array(0)

/**
 * Our own kernel's word: host unreachable is a neighbour that did not answer ARP or neighbour discovery, so nothing came
 * back from there; anything else is a local rule that keeps us from asking.
 */
function ownIcmp(outcome: number): number {
  return outcome === ICMP_HOST_UNREACHABLE ? NO_RESPONSE : FAILED + EPERM
}
