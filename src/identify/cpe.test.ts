import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cpe } from './cpe.ts'

it.each([
  ['9.2p1', '9.2:p1'],
  ['1.6.7~rc0', '1.6.7:rc0'],
  ['9.18.28-1~deb12u2-Debian', '9.18.28:*'],
  ['9.11.4-P2', '9.11.4:p2'],
  ['9.16.1-Ubuntu', '9.16.1:*'],
  ['2.6.12-1+deb12u4', '2.6.12:*'],
  ['2.42.0+ds', '2.42.0:*'],
  ['8.0.36-0ubuntu0.22.04.1', '8.0.36:*'],
  ['10.11.6-MariaDB', '10.11.6:*'],
  ['9.4.48.v20220622', '9.4.48:20220622'],
  ['5.0.0-beta.2', '5.0.0:beta2'],
  ['154.07.57', '154.07.57:*'],
  ['6_0_1', '6_0_1:*'],
  ['', '*:*'],
])('the version %j is %s in a CPE name', (version, told) => {
  expect(cpe('a', 'maker', 'thing', version)).toBe(`cpe:2.3:a:maker:thing:${told}:*:*:*:*:*:*`)
})

it('has 13 components, whatever a peer calls its version', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (version) => {
      const name = cpe('a', 'maker', 'thing', version)
      expect(name.replaceAll(/\\./gsu, '').split(':')).toHaveLength(13)
    }),
  )
})
