import { closeAll, sendDescriptors } from '../../libc/descriptor-passing.ts'
import { SystemCallError } from '../../libc/library.ts'
import { close } from '../../libc/socket.ts'
import { openPacketSockets } from '../../link/packet-sockets.ts'
import { openRawIpSockets } from '../../link/raw-ip-link.ts'
import { captureFiles, type OpenCapture } from '../raw/capture.ts'
import type { RawOrder } from '../raw/channel.ts'
import { ringBytesFor } from '../raw/ring-size.ts'
import { ownPorts } from '../raw/source-ports.ts'
import { type Grant, type Granted, grantPacket, grantRawIp } from './grant.ts'
import type { Request } from './said.ts'

/** More links than a machine has interfaces that lead anywhere. */
const mostLinks = 1024
/** A scan has an own port for each attempt and each question. */
const mostPorts = 64
/** IFNAMSIZ, linux/if.h, with its final zero. */
const interfaceName = /^[^\s/]{1,15}$/
/** What the link to own addresses is called, with the interface of the link-local ones among them. */
const ownLinkName = /^lo(-\d{1,10})?$/

/**
 * Opens, with the rights of this process, what a scanner without any asks for: packet sockets whose filter lets in answers to the scan's
 * own ports and nothing else, raw sockets, and the capture files. Each interface once, and nothing before there is an order.
 */
export class SocketGrants {
  readonly #socket: number
  readonly #given = new Set<string>()
  #ownLinks = 0
  #ringBytes: number | null = null
  #capture: OpenCapture | null = null
  /** The capture file that is open already, until it is asked for. */
  #unasked: number | null = null
  #ports: string | null = null

  /** Descriptors go out by this socket; `close` closes it. */
  constructor(socket: number) {
    this.#socket = socket
  }

  /** From now on what this order needs is given. */
  allow({ plan, capture, scanners }: RawOrder): void {
    if (this.#ringBytes !== null) return
    this.#ringBytes = ringBytesFor(plan, scanners)
    this.#capture = capture === null ? null : captureFiles(capture)
    this.#unasked = capture?.descriptor ?? null
  }

  /**
   * Gives what was asked for, or says why it cannot be opened. @throws RangeError when no scanner of ours asks for that; SystemCallError
   * when it does not take the answer: it is gone (EPIPE), or does not read (EAGAIN, ETOOMANYREFS)
   */
  answer(request: Request): void {
    const { grant, descriptors } = opened(this.#opener(request))
    try {
      sendDescriptors(this.#socket, new TextEncoder().encode(JSON.stringify(grant)), descriptors)
    } finally {
      closeAll(descriptors)
    }
  }

  close(): void {
    close(this.#socket)
    if (this.#unasked !== null) close(this.#unasked)
  }

  #opener(request: Request): () => Granted | number {
    const { what, name } = request
    const ringBytes = this.#ringBytes
    if (ringBytes === null) throw new RangeError('sockets were asked for before there was an order')
    if (what === 'capture') return this.#captureOpener(name)
    if (this.#given.size + this.#ownLinks >= mostLinks) throw new RangeError(`more than ${mostLinks} links`)
    const ports = this.#portsOf(request)
    if (what === 'raw-ip') {
      this.#ownLinks++
      return () => grantRawIp(openRawIpSockets({ ports, ringBytes }))
    }
    if (!interfaceName.test(name)) throw new RangeError('no name of an interface')
    this.#once(`packet ${name}`)
    return () => grantPacket(openPacketSockets({ interface: name, ports, ringBytes }))
  }

  /** The name becomes part of a path. */
  #captureOpener(name: string): () => number {
    const capture = this.#capture
    const isLink = this.#given.has(`packet ${name}`) || (this.#ownLinks > 0 && ownLinkName.test(name))
    if (capture === null || !isLink) throw new RangeError('a capture file that nobody wants')
    this.#once(`capture ${name}`)
    return () => {
      this.#unasked = null
      return capture(name)
    }
  }

  #once(what: string): void {
    if (this.#given.has(what)) throw new RangeError(`${what} for the second time`)
    this.#given.add(what)
  }

  /** The same for all links. */
  #portsOf({ tcp, udp, count }: Request): { first: number; last: number }[] {
    const ranges = [tcp, udp].map((first) => ({ first, last: first + count - 1 }))
    const areOwn = ranges.every(({ first, last }) => first >= ownPorts.first && last <= ownPorts.last)
    const key = `${tcp} ${udp} ${count}`
    this.#ports ??= key
    if (!areOwn || count < 1 || count > mostPorts || this.#ports !== key)
      throw new RangeError('ports that are not our own')
    return ranges
  }
}

/** What is answered, and what goes with it. */
function opened(open: () => Granted | number): { grant: Grant; descriptors: readonly number[] } {
  try {
    const granted = open()
    if (typeof granted === 'number') return { grant: { said: null }, descriptors: [granted] }
    return { grant: { said: granted.said }, descriptors: granted.descriptors }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const refusal =
      error instanceof SystemCallError
        ? { what: error.message.replace(/: [^:]*$/, ''), errno: error.errno }
        : { what: error.message, errno: null }
    return { grant: { said: null, refusal }, descriptors: [] }
  }
}
