import type { FrameBatch } from './frame-batch.ts'
import type { Link, TakeFrame } from './link.ts'

/** Takes one line, without its end. */
export type WriteLine = (line: string) => void

/** Longer frames are cut: headers with options and the packet that an ICMP error quotes are shorter. */
const shownBytes = 128

/**
 * Tells of every frame that a link sends or hands over in one line: `>` or `<`, milliseconds since the link was opened, its length and its
 * first 128 bytes in hexadecimal. For looking at a few frames; it makes a string of each.
 * @param now milliseconds, from any beginning on
 */
export function traceLink(link: Link, write: WriteLine, now: () => number = () => performance.now()): Link {
  const opened = now()
  const line = (sign: string, bytes: Uint8Array, start: number, end: number) => {
    const shown = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, shownBytes)).toString('hex')
    write(`${sign} ${(now() - opened).toFixed(3)} ${end - start} ${shown}${end - start > shownBytes ? '…' : ''}`)
  }
  return {
    layer: link.layer,
    mtu: link.mtu,
    counters: link.counters,
    send(batch: FrameBatch): number {
      const sent = link.send(batch)
      for (let i = 0; i < sent; i++) line('>', batch.bytes, batch.start(i), batch.start(i) + batch.lengths[i]!)
      return sent
    },
    receive(take: TakeFrame, timeoutMs: number): number {
      const traced: TakeFrame = (bytes, start, end) => {
        line('<', bytes, start, end)
        take(bytes, start, end)
      }
      return link.receive(traced, timeoutMs)
    },
    close: () => link.close(),
  }
}
