import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeHosts, encodeHosts } from './host-bits.ts'

it('hosts come back as they were, and from bytes of another length not at all', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2)), (hosts) => {
      const bytes = encodeHosts(Uint8Array.from(hosts))
      expect([...(decodeHosts(bytes, hosts.length) ?? [])]).toEqual(hosts)
      expect(decodeHosts(bytes, 2 * hosts.length + 16)).toBeNull()
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(500), (bytes, count) => {
      const hosts = decodeHosts(bytes, count)
      expect(hosts === null || (hosts.length === count && hosts.every((each) => each <= 2))).toBe(true)
    }),
  )
})
