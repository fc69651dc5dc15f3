import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { check, declare } from '../src/libc/library.ts'
import { Readiness } from '../src/libc/poll.ts'
import type { FrameBatch } from '../src/link/frame-batch.ts'
import type { Link, LinkCounters, TakeFrame } from '../src/link/link.ts'

const ioctl = declare<(fd: number, request: number, argument: Uint8Array) => number>(
  'int ioctl(int, unsigned long, void*)',
)

// include/uapi/linux/if_tun.h: make an interface of IP packets, with nothing before them.
const TUNSETIFF = 0x400454ca
const IFF_TUN_NO_PI = 0x1001

export interface Tunnel {
  /** The end at which this process sits. */
  link(): Link
  end(): void
}

/** A new tun interface in the network of the calling thread: what is sent on it comes to us, what we write comes in on it. */
export function openTunnel(name: string): Tunnel {
  const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK)
  const request = new Uint8Array(40)
  new TextEncoder().encodeInto(name, request)
  new DataView(request.buffer).setUint16(16, IFF_TUN_NO_PI, true)
  check('TUNSETIFF', ioctl(fd, TUNSETIFF, request))
  return { link: () => new TunnelLink(fd), end: () => closeSync(fd) }
}

class TunnelLink implements Link {
  readonly layer = 'ip'
  readonly mtu = 1500
  readonly counters: LinkCounters = { sent: 0, received: 0, dropped: 0 }
  readonly #fd: number
  readonly #readiness: Readiness
  readonly #buffer = new Uint8Array(65_536)

  constructor(fd: number) {
    this.#fd = fd
    this.#readiness = new Readiness(fd)
  }

  send(batch: FrameBatch): number {
    for (let i = 0; i < batch.count; i++) writeSync(this.#fd, batch.bytes, batch.start(i), batch.lengths[i])
    this.counters.sent += batch.count
    return batch.count
  }

  receive(take: TakeFrame, timeoutMs: number): number {
    let frames = 0
    while (this.#readiness.wait(frames === 0 ? timeoutMs : 0)) {
      take(this.#buffer, 0, readSync(this.#fd, this.#buffer))
      frames++
    }
    this.counters.received += frames
    return frames
  }

  close(): void {}
}
