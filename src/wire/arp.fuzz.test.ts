import { test } from 'vitest'
import { ArpView, parseArp } from './arp.ts'
import { fuzzView } from './fuzz-view.ts'
import { arpReply } from './samples.ts'

test('arbitrary, damaged and huge messages', () => {
  fuzzView(() => new ArpView(), parseArp, [arpReply])
})
