import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relationsIn, socketUnitIn } from './units.ts'

// systemd 252, systemctl list-sockets --all --no-legend --plain --full
const genuine = `/run/dbus/system_bus_socket dbus.socket dbus.service
/run/udev/control systemd-udevd-control.socket systemd-udevd.service
/run/rpcbind.sock rpcbind.socket rpcbind.service
0.0.0.0:111 rpcbind.socket rpcbind.service
[::]:22 ssh.socket ssh.service
[::]:9090 cockpit.socket cockpit.service
kobject-uevent 1 systemd-udevd-kernel.socket systemd-udevd.service
`

test('a genuine listing', () => {
  expect(socketUnitIn(genuine, 'tcp', 22)).toEqual({ socket: 'ssh.socket', service: 'ssh.service', hasOthers: false })
  expect(socketUnitIn(genuine, 'tcp', 111)).toEqual({
    socket: 'rpcbind.socket',
    service: 'rpcbind.service',
    hasOthers: true,
  })
  expect(socketUnitIn(genuine, 'udp', 111)).toBeNull()
  expect(socketUnitIn(genuine, 'tcp', 11)).toBeNull()
})

// systemd 252, systemctl show --property=RequiredBy,BoundBy,ConsistsOf,TriggeredBy
const relations = `RequiredBy=docker.service a\\x2db@1.service
BoundBy=
ConsistsOf=shop.target
TriggeredBy=containerd.socket run-1.mount
`

test('genuine properties', () => {
  expect(relationsIn(relations)).toEqual({
    along: ['docker.service', 'a\\x2db@1.service', 'shop.target'],
    triggers: ['containerd.socket'],
  })
})

test('properties: any text, cut off or huge', () => {
  const check = (text: string) => {
    const { along, triggers } = relationsIn(text)
    for (const name of [...along, ...triggers]) expect(name).toMatch(/^[\w:.@\\-]+\.[a-z]+$/)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), check))
  for (let length = 0; length < relations.length; length++) check(relations.slice(0, length))
  check(`RequiredBy=${'a.service '.repeat(100_000)}`)
  check('RequiredBy=a.service\n'.repeat(100_000))
})

test('any text, cut off or huge', () => {
  const check = (text: string) => {
    const found = socketUnitIn(text, 'tcp', 22)
    if (found !== null) expect(found.socket).toMatch(/\.socket$/)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), check))
  for (let length = 0; length < genuine.length; length++) check(genuine.slice(0, length))
  check('[::]:22 a.socket\n'.repeat(100_000))
  check('x'.repeat(1_000_000))
})
