import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { Ipv4View, parseIpv4 } from './ipv4.ts'
import { tcpPacket, udpPacket } from './samples.ts'

test('arbitrary, damaged and huge packets', () => {
  const read = (view: Ipv4View) => {
    if (view.payloadAt > view.payloadEnd) throw new Error('the payload ends before it begins')
    return [parseIpv4(view), view.verify(), view.payloadEnd]
  }
  const options = Uint8Array.of(0x94, 4, 0, 0)
  fuzzView(() => new Ipv4View(), read, [tcpPacket(4), udpPacket(4, undefined, { options })])
})

test('the same, cut off', () => {
  const view = new (class extends Ipv4View {
    override at(bytes: Uint8Array, start: number, end: number): boolean {
      return this.headerAt(bytes, start, end)
    }
  })()
  fuzzView(() => view, parseIpv4, [tcpPacket(4).slice(0, 28)])
})
