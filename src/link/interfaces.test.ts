import { describe, expect, it } from 'vitest'
import { interfaceOf } from './interfaces.ts'

const mac = Uint8Array.of(2, 0, 0, 0, 0, 1)
const broadcast = new Uint8Array(6).fill(255)
const made = { kind: '', master: 0, link: 0, hasXdp: false }
const device = { index: 2, name: 'x', hardware: 1, flags: 0x1003, mtu: 1500, mac, broadcast, ...made }

describe('interfaceOf', () => {
  it.each([
    ['Ethernet', { hardware: 1 }, 'ethernet', null],
    ['Ethernet without ARP', { flags: 0x80 }, 'ethernet', mac],
    ['Ethernet between two', { flags: 0x10 }, 'ethernet', broadcast],
    ['loopback', { hardware: 772, flags: 0x8 }, 'ip', mac],
    ['tun and WireGuard', { hardware: 0xfffe, flags: 0x90, mac: new Uint8Array(0) }, 'ip', new Uint8Array(0)],
    ['ipip', { hardware: 768, flags: 0x80 }, 'ip', mac],
    ['InfiniBand', { hardware: 32, mac: new Uint8Array(20) }, null, null],
    ['Ethernet without an address', { mac: new Uint8Array(0) }, null, null],
  ])('%s', (_name, change, layer, fixedMac) => {
    expect(interfaceOf({ ...device, ...change })).toMatchObject({ layer, fixedMac })
  })
})
