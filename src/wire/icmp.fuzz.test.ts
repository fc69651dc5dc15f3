import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { emitIcmp, IcmpView, parseIcmp } from './icmp.ts'
import { echoReply, written } from './samples.ts'

test('arbitrary, damaged and huge messages', () => {
  fuzzView(
    () => new IcmpView(),
    (view) => [parseIcmp(view), view.id, view.sequence],
    [written((bytes, at) => emitIcmp(echoReply(4), bytes, at))],
  )
})
