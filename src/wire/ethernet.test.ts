import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mac } from './arbitraries.ts'
import { ETHERTYPE_SERVICE_VLAN, ETHERTYPE_VLAN, EthernetView, emitEthernet, parseEthernet } from './ethernet.ts'
import { frame, tcpPacket } from './samples.ts'

const tag = fc.record({
  etherType: fc.constantFrom(ETHERTYPE_VLAN, ETHERTYPE_SERVICE_VLAN),
  priority: fc.nat(7),
  dropEligible: fc.boolean(),
  id: fc.nat(4095),
})

test('emit, then parse, is the identity', () => {
  const header = fc.record({
    destination: mac,
    source: mac,
    tags: fc.array(tag, { maxLength: 4 }),
    etherType: fc.nat(0xffff).filter((type) => type !== ETHERTYPE_VLAN && type !== ETHERTYPE_SERVICE_VLAN),
  })
  fc.assert(
    fc.property(header, fc.nat(20), (value, at) => {
      const bytes = new Uint8Array(64)
      const length = emitEthernet(value, bytes, at)
      const view = new EthernetView()
      expect(view.at(bytes, at, at + length)).toBe(true)
      expect(view.payloadAt).toBe(at + length)
      expect(parseEthernet(view)).toEqual(value)
      expect(view.at(bytes, at, at + length - 1)).toBe(false)
    }),
  )
})

test('more tags than anybody stacks are refused, not followed', () => {
  const one = { etherType: ETHERTYPE_VLAN, priority: 0, dropEligible: false, id: 1 } as const
  const bytes = frame(tcpPacket(4), Array(5).fill(one))
  expect(new EthernetView().at(bytes, 0, bytes.length)).toBe(false)
})
