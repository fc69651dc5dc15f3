import { describe, test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { QuotedView } from './quoted.ts'
import { extensions, tcpPacket, udpPacket } from './samples.ts'

const read = (view: QuotedView) => [
  view.family,
  view.protocol,
  view.sourceAt,
  view.destinationAt,
  view.sourcePort,
  view.destinationPort,
  view.tcpSequence,
  view.udpLength,
  view.icmpType,
  view.icmpId,
  view.icmpSequence,
]

describe.each([4, 6] as const)('IPv%i', (family) => {
  const create = () => {
    const view = new QuotedView()
    return Object.assign(view, {
      at: (bytes: Uint8Array, start: number, end: number) =>
        QuotedView.prototype.at.call(view, bytes, start, end, family),
    })
  }

  test('arbitrary, damaged and huge quotes', () => {
    const more = family === 6 ? { extensions } : {}
    fuzzView(create, read, [tcpPacket(family).slice(0, -32), udpPacket(family, undefined, more)])
  })
})
