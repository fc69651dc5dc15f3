import { expect, test } from 'vitest'
import { parseEndpoint, parseEndpoints } from './endpoint-word.ts'

test('an address is told as the kernel shows it, however it is written', () => {
  expect(parseEndpoint('[2001:DB8:0::5]:22')).toEqual({ address: '2001:db8::5', transport: 'tcp', port: 22 })
  expect(parseEndpoint('[::ffff:192.0.2.5]:53/UDP')).toEqual({ address: '192.0.2.5', transport: 'udp', port: 53 })
  expect(parseEndpoint('[fe80::A%eth0]:22').address).toBe('fe80::a%eth0')
  expect(parseEndpoint('*:22').address).toBe('0.0.0.0')
})

test('what is none names itself', () => {
  for (const word of ['host:22', '192.0.2.5', '192.0.2.5:0', '[::1:22', '192.0.2.5:70000'])
    expect(() => parseEndpoint(word)).toThrow(JSON.stringify(word))
})

test('endpoints to check: ports of both transports, of one, of a range, at all addresses or at one', () => {
  const all = { address: null, transport: undefined }
  expect(parseEndpoints('22')).toEqual({ word: '22', ...all, first: 22, last: 22 })
  expect(parseEndpoints(':53')).toEqual({ word: ':53', ...all, first: 53, last: 53 })
  expect(parseEndpoints('443/TCP')).toMatchObject({ address: null, transport: 'tcp', first: 443 })
  expect(parseEndpoints('*:8000-8010/udp')).toMatchObject({ address: null, transport: 'udp', first: 8000, last: 8010 })
  expect(parseEndpoints('[::]:22').address).toBeNull()
  expect(parseEndpoints('[2001:DB8::5]:22').address).toBe('2001:db8::5')
  expect(parseEndpoints('192.0.2.5:22').address).toBe('192.0.2.5')
})

test('endpoints to check that are none name themselves', () => {
  const words = ['ssh', '192.0.2.5', '10.0.0.0/8', 'host:22', '2001:db8::5', '22/sctp', '0', '70000', '9-8', '[::1:22']
  for (const word of words) expect(() => parseEndpoints(word)).toThrow(JSON.stringify(word))
  expect(() => parseEndpoints('192.0.2.5')).toThrow('portreeve scan')
})
