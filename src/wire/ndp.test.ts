import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, mac, uint8 } from './arbitraries.ts'
import {
  emitNdp,
  multicastMac,
  NDP_ADVERTISEMENT,
  NDP_SOLICITATION,
  NdpView,
  parseNdp,
  solicitedNodeAddress,
} from './ndp.ts'
import { advertisement, written } from './samples.ts'

test('emit, then parse, is the identity', () => {
  const message = fc.record({
    type: fc.constantFrom(NDP_SOLICITATION, NDP_ADVERTISEMENT),
    flags: uint8,
    target: bytesOf(16),
    mac: fc.option(mac),
  })
  fc.assert(
    fc.property(message, fc.nat(20), (value, at) => {
      const bytes = new Uint8Array(64)
      const end = at + emitNdp(value, bytes, at)
      const view = new NdpView()
      expect(view.at(bytes, at, end)).toBe(true)
      expect(parseNdp(view)).toEqual(value)
    }),
  )
})

const told = written((bytes, at) => emitNdp(advertisement, bytes, at))
const withOptions = (...options: readonly number[]) => Uint8Array.of(...told.subarray(0, 24), ...options)

test('options of other kinds are skipped, and the first of the wanted kind counts', () => {
  const other = [14, 1, 1, 2, 3, 4, 5, 6] // a nonce (RFC 3971 §5.3.2)
  const bytes = withOptions(...other, 2, 1, 1, 1, 1, 1, 1, 1, 2, 1, 9, 9, 9, 9, 9, 9)
  const view = new NdpView()
  expect(view.at(bytes, 0, bytes.length)).toBe(true)
  expect(parseNdp(view).mac).toEqual(new Uint8Array(6).fill(1))
})

test.each([
  ['an option of length 0 (RFC 4861 §4.6)', [2, 0, 0, 0, 0, 0, 0, 0]],
  ['an option that is cut off', [2, 2, 0, 0, 0, 0, 0, 0]],
  ['bytes too few for an option', [2, 1, 0]],
])('invalid: %s', (_, options) => {
  const bytes = withOptions(...options)
  expect(new NdpView().at(bytes, 0, bytes.length)).toBe(false)
})

test('RFC 4291 §2.7.1 and RFC 2464 §7: the examples', () => {
  // 4037::01:800:200e:8c6c → ff02::1:ff0e:8c6c
  const address = Buffer.from('40370000000000000001080020' + '0e8c6c', 'hex')
  const multicast = solicitedNodeAddress(address)
  expect(Buffer.from(multicast).toString('hex')).toBe('ff0200000000000000000001ff0e8c6c')
  expect(Buffer.from(multicastMac(multicast)).toString('hex')).toBe('3333ff0e8c6c')
})
