import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { interfaceAddresses } from './own-addresses.ts'

it('are those that Node tells of, at least', () => {
  const told = Object.entries(networkInterfaces()).flatMap(([device, all = []]) =>
    all.map(({ address, scopeid }) => ({ address: scopeid ? `${address}%${device}` : address, interface: device })),
  )
  expect(told.length).toBeGreaterThan(0)
  expect(interfaceAddresses()).toEqual(expect.arrayContaining(told))
})
