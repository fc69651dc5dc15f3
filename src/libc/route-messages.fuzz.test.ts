import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeAddress,
  decodeDestination,
  decodeDevice,
  decodeLabel,
  decodeNeighbour,
  decodeRoute,
  decodeRule,
  decodeTableOverflows,
} from './route-messages.ts'

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A message: fixed bytes, then attributes, each padded to four bytes. */
function message(fixed: readonly number[], attributes: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const parts = attributes.map(([type, value]) => {
    const part = new Uint8Array(4 + Math.ceil(value.length / 4) * 4)
    viewOf(part).setUint16(0, 4 + value.length, true)
    viewOf(part).setUint16(2, type, true)
    part.set(value, 4)
    return part
  })
  return Uint8Array.from(Buffer.concat([Uint8Array.from(fixed), ...parts]))
}

const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer)
const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\0`)
const four = Uint8Array.of(10, 1, 2, 3)
const six = Uint8Array.from({ length: 16 }, (_, i) => i)

const decoders = {
  decodeDevice,
  decodeAddress,
  decodeRoute,
  decodeLabel,
  decodeNeighbour,
  decodeTableOverflows,
  destination4: (bytes: DataView, start: number, end: number) => decodeDestination(bytes, start, end, 4),
  rule16: (bytes: DataView, start: number, end: number) => decodeRule(bytes, start, end, 16),
}

/** Every network fits its address, every address is one, every text and hardware address is short. */
function expectBounded(value: unknown): void {
  if (value === null) return
  const fields = value as Record<string, unknown>
  if (fields.bytes instanceof Uint8Array) expect(fields.bits).toBeLessThanOrEqual(fields.bytes.length * 8)
  for (const [name, field] of Object.entries(fields)) {
    if (field instanceof Uint8Array && (name === 'mac' || name === 'broadcast')) expect(field.length).toBeLessThan(33)
    else if (field instanceof Uint8Array) expect([4, 16]).toContain(field.length)
    if (typeof field === 'string') expect(field.length).toBeLessThan(33)
  }
}

test.each(Object.entries(decoders))('%s takes any bytes, cut anywhere', (_name, decode) => {
  const attribute = fc.tuple(
    fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 10, 18, 30, 43, 0x8012),
    fc.oneof(fc.uint8Array({ maxLength: 120 }), fc.constant(four), fc.constant(six)),
  )
  const formed = fc
    .tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.array(attribute, { maxLength: 8 }))
    .map(([fixed, attributes]) => message([...fixed.subarray(0, 12 + (fixed[0]! & 4))], attributes))
  const bytes = fc.oneof(formed, fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 65_536, size: 'max' }))
  fc.assert(
    fc.property(bytes, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), (memory, part, start) => {
      const end = Math.max(start, Math.floor(memory.length * part))
      if (end <= memory.length) expectBounded(decode(viewOf(memory), start, end))
    }),
  )
})

test('a device', () => {
  const kind = message([], [[1, text('veth')]])
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
  const bytes = message(
    [0, 0, 1, 0, 7, 0, 0, 0, 0x43, 0x10, 0, 0, 0, 0, 0, 0],
    [
      [3, text('eth0')],
      [4, word(1500)],
      [5, word(3)],
      [10, word(4)],
      [1, mac],
      [43, message([], [[2, Uint8Array.of(1)]])],
      [0x8012, kind],
    ],
  )
  const device = {
    index: 7,
    name: 'eth0',
    hardware: 1,
    flags: 0x1043,
    mtu: 1500,
    mac,
    kind: 'veth',
    link: 3,
    master: 4,
    hasXdp: true,
  }
  expect(decodeDevice(viewOf(bytes), 0, bytes.length)).toEqual({ ...device, broadcast: new Uint8Array(0) })
})

test('a route by a gateway of its own family, by one of the other, and on the link', () => {
  const route = (...attributes: [number, Uint8Array][]) => {
    const bytes = message([2, 32, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0], [[4, word(3)], ...attributes])
    return decodeRoute(viewOf(bytes), 0, bytes.length)
  }
  const base = { type: 'unicast', interface: 3, source: null, mtu: 0, gateway: null }
  expect(route()).toEqual(base)
  expect(route([5, four], [7, six])).toEqual({ ...base, gateway: four, source: six })
  expect(route([18, Uint8Array.of(10, 0, ...six)])).toEqual({ ...base, gateway: six })
  expect(route([8, message([], [[2, word(1400)]])])).toEqual({ ...base, mtu: 1400 })
})

test('destinations, and whether several ways lead there', () => {
  const destination = (bits: number, ...attributes: [number, Uint8Array][]) => {
    const bytes = message([2, bits, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0], attributes)
    return decodeDestination(viewOf(bytes), 0, bytes.length, 4)
  }
  const one = { several: false, type: 'unicast', table: 254, interfaces: [3] }
  expect(destination(0, [4, word(3)])).toEqual({ bytes: new Uint8Array(4), bits: 0, ...one })
  const nexthops = Uint8Array.of(...[16, 0, 0, 0, 3, 0, 0, 0], ...[8, 0, 5, 0, ...four], ...[8, 0, 0, 0, 4, 0, 0, 0])
  expect(destination(24, [1, four], [9, nexthops], [15, word(1000)])).toEqual({
    ...{ bytes: four, bits: 24, several: true, type: 'unicast', table: 1000, interfaces: [3, 4] },
  })
  expect(destination(33, [1, four])).toBeNull()
  expect(destination(24, [1, six])).toBeNull()
})

test('rules by source, addresses, labels and neighbours', () => {
  const rule = message([2, 8, 32, 0, 254, 0, 0, 1, 0, 0, 0, 0], [[1, four]])
  expect(decodeRule(viewOf(rule), 0, rule.length, 4)).toEqual({ bytes: four, bits: 8, bySource: true })
  const peer = Uint8Array.of(10, 9, 9, 9)
  const everybody = Uint8Array.of(10, 1, 2, 255)
  const address = message(
    [2, 24, 0x40, 0, 5, 0, 0, 0],
    [
      [1, peer],
      [2, four],
      [4, everybody],
    ],
  )
  const known = { bytes: four, bits: 24, interface: 5, flags: 0x40, peer, broadcast: everybody }
  expect(decodeAddress(viewOf(address), 0, address.length)).toEqual(known)
  const label = message([10, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0], [[1, six]])
  expect(decodeLabel(viewOf(label), 0, label.length)).toEqual({ bytes: six, bits: 7 })
})

test('a neighbour by its state, with its hardware address and since when', () => {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
  const times = Uint8Array.from([...new Uint8Array(8), ...word(12), ...new Uint8Array(4)])
  const neighbour = (state: number, ...attributes: [number, Uint8Array][]) => {
    const bytes = message([2, 0, 0, 0, 5, 0, 0, 0, state, 0, 0, 0], [[1, four], ...attributes])
    return decodeNeighbour(viewOf(bytes), 0, bytes.length)
  }
  const states = { 1: 'sought', 2: 'resolved', 4: 'resolved', 8: 'resolved', 16: 'resolved', 128: 'resolved' } as const
  for (const [nud, state] of Object.entries({ ...states, 32: 'failed', 64: 'noarp' })) {
    const expected = { interface: 5, address: four, state, mac, unchangedMs: 120 }
    expect(neighbour(Number(nud), [2, mac], [3, times])).toEqual(expected)
  }
  expect(neighbour(1)).toMatchObject({ mac: new Uint8Array(0), unchangedMs: 0 })
  expect(neighbour(1, [3, times.subarray(0, 8)])).toMatchObject({ unchangedMs: 0 })
  expect(neighbour(0)).toBeNull()
})

test('overflows of a table: where its statistics are whole', () => {
  const statistics = (type: number, length: number) => {
    const value = new Uint8Array(length)
    value[80] = 5
    const bytes = message([0, 0, 0, 0], [[type, value]])
    return decodeTableOverflows(viewOf(bytes), 0, bytes.length)
  }
  expect(statistics(7, 88)).toBe(5)
  expect(statistics(7, 96)).toBe(5)
  expect(statistics(7, 87)).toBeNull()
  expect(statistics(6, 88)).toBeNull()
})
