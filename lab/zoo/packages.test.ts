import { expect, test } from 'vitest'
import { upstreamVersion } from './packages.ts'

test.each([
  ['1:9.2p1-2+deb12u10', '9.2p1'],
  ['5:7.0.15-1~deb12u10', '7.0.15'],
  ['1:2.3.19.1+dfsg1-2.1+deb12u7', '2.3.19.1'],
  ['3.4+really3.4-3', '3.4'],
  ['1:1.0.85-1+deb12u1', '1.0.85'],
  ['1.0.50-2.1+b2', '1.0.50'],
  ['3.0.11.33637.ds4-2+deb12u1', '3.0.11.33637'],
  ['1.6.7~rc0-1+b13', '1.6.7'],
  ['248', '248'],
])('%s is version %s of upstream', (debian, upstream) => {
  expect(upstreamVersion(debian)).toBe(upstream)
})
