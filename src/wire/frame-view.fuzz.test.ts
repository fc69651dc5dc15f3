import { describe, test } from 'vitest'
import { FrameView, OTHER } from './frame-view.ts'
import { fuzzView } from './fuzz-view.ts'
import {
  advertisement,
  arpReply,
  echoReply,
  extensions,
  frame,
  icmpPacket,
  ndpPacket,
  tags,
  tcpPacket,
  udpPacket,
  unreachable,
} from './samples.ts'

const packets = [
  tcpPacket(4),
  tcpPacket(6, undefined, { extensions }),
  udpPacket(4),
  icmpPacket(4, unreachable(4, tcpPacket(4))),
  icmpPacket(6, unreachable(6, udpPacket(6))),
  icmpPacket(6, echoReply(6)),
  ndpPacket(advertisement),
]

/** As the other views are: true unless it is OTHER. */
class Adapter {
  readonly view = new FrameView()
  readonly layer: 'ethernet' | 'ip'

  constructor(layer: 'ethernet' | 'ip') {
    this.layer = layer
  }

  at(bytes: Uint8Array, start: number, end: number): boolean {
    return this.view.at(bytes, start, end, this.layer) !== OTHER
  }
}

const read = ({ view }: Adapter) => [view.kind, view.family, view.sourceAt, view.destinationAt, view.ttl, view.verify()]

describe.each(['ethernet', 'ip'] as const)('%s', (layer) => {
  test('arbitrary, damaged and huge frames', () => {
    const seeds =
      layer === 'ip' ? packets : [...packets.map((each) => frame(each)), frame(packets[0]!, tags), frame(arpReply)]
    fuzzView(() => new Adapter(layer), read, seeds)
  })
})
