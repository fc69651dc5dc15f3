import fc from 'fast-check'
import { expect, test } from 'vitest'
import { socketUnitIn } from './units.ts'

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
