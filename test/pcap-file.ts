import { readFileSync, writeFileSync } from 'node:fs'

// draft-ietf-opsawg-pcap: 24 bytes for the file, 16 for each frame; both sides here write this machine's byte order.
const magic = 0xa1b2c3d4
const linkType = { ethernet: 1, ip: 101 } as const

/** A pcap file of these frames, all at time 0. */
export function writePcap(path: string, layer: 'ethernet' | 'ip', frames: readonly Uint8Array[]): void {
  const header = Uint32Array.of(magic, 2 | (4 << 16), 0, 0, 262_144, linkType[layer])
  const records = frames.flatMap((frame) => [
    Buffer.from(Uint32Array.of(0, 0, frame.length, frame.length).buffer),
    Buffer.from(frame),
  ])
  writeFileSync(path, Buffer.concat([Buffer.from(header.buffer), ...records]))
}

/** The frames of a file that `tcpdump -w` wrote on this machine, as far as it is written. */
export function readPcap(path: string): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(path))
  const view = new DataView(bytes.buffer)
  if (view.getUint32(0, true) !== magic) throw new Error(`${path} is no pcap file of a little-endian machine`)
  const frames: Uint8Array[] = []
  for (let at = 24; at + 16 <= bytes.length; ) {
    const end = at + 16 + view.getUint32(at + 8, true)
    if (end <= bytes.length) frames.push(bytes.slice(at + 16, end))
    at = end
  }
  return frames
}
