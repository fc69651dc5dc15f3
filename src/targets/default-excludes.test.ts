import type { NetworkInterfaceInfo } from 'node:os'
import { expect, it } from 'vitest'
import { parseAddress } from '../lib/address.ts'
import { AddressSet } from './address-set.ts'
import { withoutHostless } from './default-excludes.ts'

const onInterface = (address: string, netmask: string): NetworkInterfaceInfo => ({
  address,
  netmask,
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal: false,
  cidr: null,
})

function rangeOf(from: string, to: string): AddressSet {
  return AddressSet.of([{ family: 4, first: parseAddress(from)!.value, last: parseAddress(to)!.value }])
}

it.each([
  ['10.77.0.1', '255.255.255.0', 1n],
  ['10.77.0.1', '255.255.255.252', 1n],
  ['10.77.0.0', '255.255.255.254', 0n],
  ['10.77.0.1', '255.255.255.255', 0n],
  ['192.168.0.1', '255.255.255.0', 0n],
])('an interface with %s and mask %s takes %i broadcast address of 10.77.0.0/24 away', (address, netmask, taken) => {
  const network = rangeOf('10.77.0.0', '10.77.0.255')
  const { left, notes } = withoutHostless(network, { eth0: [onInterface(address, netmask)] })
  expect(network.size - left.size).toBe(taken)
  expect(notes).toHaveLength(Number(taken))
})
