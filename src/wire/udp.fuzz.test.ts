import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { reply, written } from './samples.ts'
import { emitUdp, parseUdp, UdpView } from './udp.ts'

test('arbitrary, damaged and huge datagrams', () => {
  fuzzView(() => new UdpView(), parseUdp, [written((bytes, at) => emitUdp(reply, bytes, at))])
})
