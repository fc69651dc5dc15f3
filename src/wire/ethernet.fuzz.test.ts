import { test } from 'vitest'
import { EthernetView, parseEthernet } from './ethernet.ts'
import { fuzzView } from './fuzz-view.ts'
import { frame, tags, tcpPacket } from './samples.ts'

test('arbitrary, damaged and huge frames', () => {
  const read = (view: EthernetView) => [parseEthernet(view), view.payloadAt, view.sourceAt, view.destinationAt]
  fuzzView(() => new EthernetView(), read, [frame(tcpPacket(4)), frame(tcpPacket(6), tags)])
})
