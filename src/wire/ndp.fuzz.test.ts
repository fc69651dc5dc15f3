import { test } from 'vitest'
import { fuzzView } from './fuzz-view.ts'
import { emitNdp, NdpView, parseNdp } from './ndp.ts'
import { advertisement, solicitation, written } from './samples.ts'

test('arbitrary, damaged and huge messages', () => {
  fuzzView(
    () => new NdpView(),
    parseNdp,
    [advertisement, solicitation].map((message) => written((bytes, at) => emitNdp(message, bytes, at))),
  )
})
