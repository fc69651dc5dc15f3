import { expect, it } from 'vitest'
import { type AskedEndpoints, askedPorts, probedPorts, refuseForeign } from './asked.ts'

const asked = (address: string | null, first: number, last = first, more: Partial<AskedEndpoints> = {}) => ({
  ...{ word: `${address}:${first}`, address, first, last, transport: undefined, ...more },
})
const own = ['127.0.0.1', '10.0.0.1', '10.0.0.2', 'fe80::1%eth0']

it('probes all TCP ports and the usual UDP ones where nothing was named', () => {
  expect(probedPorts(own, [], [53, 123])).toEqual([{ addresses: own, ports: 'T:1-65535,U:53,123' }])
})

it('probes what was named at each address, and nothing else', () => {
  const words = [asked(null, 22, 22, { transport: 'tcp' }), asked('10.0.0.1', 53), asked('10.0.0.2', 80, 90)]
  expect(probedPorts(own, words, [123])).toEqual([
    { addresses: ['127.0.0.1', 'fe80::1%eth0'], ports: 'T:22' },
    { addresses: ['10.0.0.1'], ports: 'T:22,53,U:53' },
    { addresses: ['10.0.0.2'], ports: 'T:22,80-90,U:80-90' },
  ])
  expect(probedPorts(own, [asked('10.0.0.2', 80)], [])).toEqual([{ addresses: ['10.0.0.2'], ports: 'T:80,U:80' }])
})

it('means a link-local address without its zone on every link', () => {
  expect(probedPorts(own, [asked('fe80::1', 22)], [])[0]?.addresses).toEqual(['fe80::1%eth0'])
})

it('is about the addresses of the family of a source, and wildcards that may be of both', () => {
  const ports = askedPorts([], { family: 4, value: 1n })
  expect([ports('10.0.0.1', 'tcp'), ports('fd00::1', 'tcp')]).toEqual([[{ first: 1, last: 65_535 }], []])
  expect(ports('::', 'tcp')).toHaveLength(1)
})

it('refuses an address of another machine, and names it', () => {
  expect(() => refuseForeign([asked(null, 22), asked('10.0.0.1', 22), asked('fe80::1', 22)], own)).not.toThrow()
  expect(() => refuseForeign([asked('192.0.2.1', 22)], own)).toThrow('"192.0.2.1:22": 192.0.2.1 is no address of this')
})
