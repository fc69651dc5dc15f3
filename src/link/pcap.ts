import { closeSync, writeSync } from 'node:fs'
import { endianness } from 'node:os'
import type { FrameBatch } from './frame-batch.ts'
import type { Link, LinkCounters, LinkLayer, TakeFrame } from './link.ts'

// draft-ietf-opsawg-pcap: magic for times in nanoseconds, version 2.4; link types from its registry (www.tcpdump.org/linktypes.html).
const magic = 0xa1b2_3c4d
const linkTypes = { ethernet: 1, ip: 101 } as const
const fileHeader = 24
const recordHeader = 16
const snapLength = 262_144
/** What is kept back at most, before it is written. */
const bufferBytes = 1 << 20

/** Milliseconds since 1970, with fractions. */
export type Clock = () => number

const systemClock: Clock = () => performance.timeOrigin + performance.now()

/**
 * Writes every frame that a link sends or hands over into a pcap file, which tcpdump and Wireshark open: sent ones at the time at which the
 * kernel took them, received ones at the time at which they were handed over. Keeps at most 1 MiB back; `close` writes the rest.
 *
 * A file that cannot be written (the disk is full) does not disturb the link: writing ends, and `close` throws what went wrong.
 * @param fd a file open for writing, at its beginning; `close` closes it
 */
export function pcapLink(link: Link, fd: number, clock: Clock = systemClock): Link {
  return new PcapLink(link, fd, clock)
}

class PcapLink implements Link {
  readonly layer: LinkLayer
  readonly mtu: number
  readonly counters: Readonly<LinkCounters>
  readonly #link: Link
  readonly #file: PcapFile
  #take: TakeFrame | null = null
  readonly #record: TakeFrame

  constructor(link: Link, fd: number, clock: Clock) {
    this.layer = link.layer
    this.mtu = link.mtu
    this.counters = link.counters
    this.#link = link
    this.#file = new PcapFile(fd, linkTypes[link.layer], clock)
    this.#record = (bytes, start, end) => {
      this.#file.add(bytes, start, end)
      this.#take?.(bytes, start, end)
    }
  }

  send(batch: FrameBatch): number {
    const sent = this.#link.send(batch)
    for (let i = 0; i < sent; i++) this.#file.add(batch.bytes, batch.start(i), batch.start(i) + batch.lengths[i]!)
    return sent
  }

  receive(take: TakeFrame, timeoutMs: number): number {
    this.#take = take
    return this.#link.receive(this.#record, timeoutMs)
  }

  close(): void {
    this.#link.close()
    this.#file.close()
  }
}

/** A pcap file that is written in large pieces. Adding a frame allocates nothing. */
class PcapFile {
  readonly #fd: number
  readonly #clock: Clock
  readonly #buffer = new Uint8Array(bufferBytes)
  readonly #view = new DataView(this.#buffer.buffer)
  readonly #littleEndian = endianness() === 'LE'
  #used = 0
  #open = true
  #failure: unknown = null

  constructor(fd: number, linkType: number, clock: Clock) {
    this.#fd = fd
    this.#clock = clock
    // Version 2.4 is two numbers of 16 bits; between them and the length lie 8 reserved bytes.
    this.#number(0, magic)
    this.#view.setUint16(4, 2, this.#littleEndian)
    this.#view.setUint16(6, 4, this.#littleEndian)
    this.#number(16, snapLength)
    this.#number(20, linkType)
    this.#used = fileHeader
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    const kept = Math.min(length, snapLength)
    if (this.#used + recordHeader + kept > bufferBytes) this.#flush()
    const now = this.#clock()
    const seconds = Math.floor(now / 1000)
    const at = this.#used
    this.#number(at, seconds)
    this.#number(at + 4, Math.floor((now - seconds * 1000) * 1e6))
    this.#number(at + 8, kept)
    this.#number(at + 12, length)
    const data = at + recordHeader
    // By hand: a subarray would be garbage with every frame, and most frames are 60 bytes long.
    for (let i = 0; i < kept; i++) this.#buffer[data + i] = bytes[start + i]!
    this.#used = data + kept
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#flush()
    closeSync(this.#fd)
    if (this.#failure !== null) throw this.#failure
  }

  #flush(): void {
    let written = 0
    try {
      while (this.#failure === null && written < this.#used) {
        written += writeSync(this.#fd, this.#buffer, written, this.#used - written)
      }
    } catch (error) {
      this.#failure = error
    }
    this.#used = 0
  }

  #number(at: number, value: number): void {
    this.#view.setUint32(at, value, this.#littleEndian)
  }
}
