import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { Ipv6View, parseIpv6 } from './ipv6.ts'
import { extensions, tcpPacket, udpPacket } from './samples.ts'

test('arbitrary, damaged and huge packets', () => {
  const read = (view: Ipv6View) => {
    if (view.payloadAt > view.payloadEnd) throw new Error('the payload ends before it begins')
    return [parseIpv6(view), view.payloadEnd, view.fragmentOffset, view.moreFragments]
  }
  fuzzView(() => new Ipv6View(), read, [tcpPacket(6), udpPacket(6, undefined, { extensions })])
})
