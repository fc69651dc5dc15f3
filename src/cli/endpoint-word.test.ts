import { expect, test } from 'vitest'
import { parseEndpoint } from './endpoint-word.ts'

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
