import { describe, expect, test } from 'vitest'
import { containerOf, decodeCgroups, unitOf } from './cgroup.ts'

const id = '0123456789abcdef'.repeat(4)

test('the hierarchy that systemd keeps comes first', () => {
  const hybrid = '12:pids:/docker/x\n1:name=systemd:/system.slice/a.service\n0::/system.slice/b.service\n'
  expect(decodeCgroups(hybrid)).toEqual(['/system.slice/a.service', '/system.slice/b.service', '/docker/x'])
  expect(decodeCgroups('0::/system.slice/with:colon.service\n')).toEqual(['/system.slice/with:colon.service'])
})

describe('unit', () => {
  test.each([
    ['/system.slice/nginx.service', 'nginx.service', null],
    ['/system.slice/nginx.service/worker', 'nginx.service', null],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service', null],
    ['/user.slice/user-1000.slice/user@1000.service/app.slice/web.service', 'web.service', 1000],
    ['/user.slice/user-1000.slice/user@1000.service/init.scope', 'init.scope', 1000],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope', null],
    ['/init.scope', 'init.scope', null],
    ['/system.slice/_cpu.service', 'cpu.service', null],
    [`/system.slice/db.service/libpod-payload-${id}`, 'db.service', null],
  ])('of %s is %s', (path, unit, manager) => {
    expect(unitOf(path)).toEqual({ id: unit, name: unit, manager })
  })

  test('an escaped instance is shown as it was, and named to systemctl as it is', () => {
    expect(unitOf('/system.slice/backup@mnt-my\\x2ddisk\\xc3\\xa4.service')).toEqual({
      id: 'backup@mnt-my\\x2ddisk\\xc3\\xa4.service',
      name: 'backup@mnt-my-diskä.service',
      manager: null,
    })
  })

  test.each(['/', '', '/user.slice', `/docker/${id}`, `/system.slice/docker-${id}.scope`, '/lxc.payload.web/x'])(
    'there is none in %j',
    (path) => expect(unitOf(path)).toBeNull(),
  )
})

describe('container', () => {
  test.each([
    ['docker, cgroup v1', `/docker/${id}`, 'docker', id],
    ['docker, cgroup v2', `/system.slice/docker-${id}.scope`, 'docker', id],
    ['docker within docker', `/docker/${id}/docker/${'f'.repeat(64)}`, 'docker', id],
    ['podman', `/machine.slice/libpod-${id}.scope/container`, 'podman', id],
    ['podman, rootless', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope`, 'podman', id],
    ['podman from a unit', `/system.slice/db.service/libpod-payload-${id}`, 'podman', id],
    [
      'kubernetes with containerd',
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${id}.scope`,
      'containerd',
      id,
    ],
    [
      'kubernetes with containerd, colons',
      `/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${id}`,
      'containerd',
      id,
    ],
    ['kubernetes with cri-o', `/kubepods.slice/kubepods-pod1.slice/crio-${id}.scope`, 'cri-o', id],
    ['kubernetes, cgroupfs', `/kubepods/besteffort/pod8e5f2c7a-1d2b/${id}`, 'unknown', id],
    ['nerdctl', `/system.slice/nerdctl-${id}.scope`, 'containerd', id],
    ['lxc', '/lxc/web', 'lxc', 'web'],
    ['lxc 4', '/lxc.payload.web/system.slice/nginx.service', 'lxc', 'web'],
    ['nspawn', '/machine.slice/systemd-nspawn@deb.service/payload', 'systemd-nspawn', 'deb'],
    ['nspawn by machined', '/machine.slice/machine-my\\x2dbox.scope', 'systemd-nspawn', 'my-box'],
  ])('%s', (_, path, engine, name) => {
    expect(containerOf([path])).toEqual({ engine, id: name })
  })

  test.each([
    '/',
    '/system.slice/docker.service',
    '/docker/short',
    '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope',
    `/machine.slice/libpod-conmon-${id}.scope`,
    `/docker/${id}0`,
  ])('there is none in %s', (path) => expect(containerOf([path])).toBeNull())

  test('any hierarchy may tell of it', () => {
    expect(containerOf(decodeCgroups(`0::/\n4:memory:/docker/${id}\n`))).toEqual({ engine: 'docker', id })
  })
})
