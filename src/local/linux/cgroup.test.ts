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

  test.each([
    '/',
    '',
    '/user.slice',
    `/docker/${id}`,
    `/system.slice/docker-${id}.scope`,
    '/lxc.payload.web/x',
    `/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`,
    `/kubepods.slice/crio-${id}.scope/container`,
    `/kubepods/besteffort/pod1/${id}`,
  ])('there is none in %j', (path) => expect(unitOf(path)).toBeNull())
})

const uid = '8e5f2c7a-1d2b-4c3d-9e8f-0a1b2c3d4e5f'
const uidUnderscored = uid.replaceAll('-', '_')
const userSlice = '/user.slice/user-1000.slice/user@1000.service'

/** The text of /proc/<pid>/cgroup as the engines make it, by engine, cgroup version and driver. */
describe('container', () => {
  test.each([
    ['docker, v1, cgroupfs', `12:pids:/docker/${id}\n1:name=systemd:/docker/${id}\n0::/docker/${id}`, 'docker'],
    [
      'docker, v1, systemd',
      `5:cpu,cpuacct:/system.slice/docker-${id}.scope\n1:name=systemd:/system.slice/docker-${id}.scope`,
      'docker',
    ],
    ['docker, v2, cgroupfs', `0::/docker/${id}`, 'docker'],
    ['docker, v2, systemd', `0::/system.slice/docker-${id}.scope`, 'docker'],
    [
      'docker, systemd within the container',
      `0::/system.slice/docker-${id}.scope/system.slice/nginx.service`,
      'docker',
    ],
    ['docker, rootless', `0::${userSlice}/user.slice/docker-${id}.scope`, 'docker'],
    ['docker, seen from another control group namespace', `0::/../docker-${id}.scope`, 'docker'],
    ['docker within docker', `0::/docker/${id}/docker/${'f'.repeat(64)}`, 'docker'],
    ['docker under a parent of your own', `0::/batch/${id}`, 'unknown'],
    ['Amazon ECS', `9:memory:/ecs/0123456789abcdef0123456789abcdef/${id}`, 'docker'],
    ['Amazon ECS, with the cluster', `9:memory:/ecs/prod/0123456789abcdef0123456789abcdef/${id}`, 'docker'],
    ['podman, v1, systemd', `1:name=systemd:/machine.slice/libpod-${id}.scope`, 'podman'],
    ['podman, v1, cgroupfs', `4:memory:/libpod_parent/libpod-${id}`, 'podman'],
    ['podman, v2', `0::/machine.slice/libpod-${id}.scope/container`, 'podman'],
    [
      'podman, in a pod',
      `0::/machine.slice/machine-libpod_pod_${'e'.repeat(64)}.slice/libpod-${id}.scope/container`,
      'podman',
    ],
    ['podman, rootless', `0::${userSlice}/user.slice/libpod-${id}.scope/container`, 'podman'],
    ['podman, rootless, cgroupfs', `0::${userSlice}/libpod_parent/libpod-${id}`, 'podman'],
    ['podman of a unit', `0::/system.slice/db.service/libpod-payload-${id}`, 'podman'],
    ['podman of a user unit', `0::${userSlice}/app.slice/web.service/libpod-payload-${id}`, 'podman'],
    [
      'kubernetes, containerd',
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uidUnderscored}.slice/cri-containerd-${id}.scope`,
      'containerd',
    ],
    [
      'kubernetes, containerd, guaranteed',
      `0::/kubepods.slice/kubepods-pod${uidUnderscored}.slice/cri-containerd-${id}.scope`,
      'containerd',
    ],
    [
      'kubernetes, containerd, drivers at odds',
      `0::/system.slice/containerd.service/kubepods-besteffort-pod${uidUnderscored}.slice:cri-containerd:${id}`,
      'containerd',
    ],
    [
      'kubernetes, cri-o',
      `0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uidUnderscored}.slice/crio-${id}.scope/container`,
      'cri-o',
    ],
    ['kubernetes, cri-o, cgroupfs', `0::/kubepods/burstable/pod${uid}/crio-${id}`, 'cri-o'],
    [
      'kubernetes, docker',
      `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uidUnderscored}.slice/docker-${id}.scope`,
      'docker',
    ],
    ['kubernetes, cgroupfs, best effort', `11:cpuset:/kubepods/besteffort/pod${uid}/${id}`, 'unknown'],
    ['kubernetes, cgroupfs, guaranteed', `11:cpuset:/kubepods/pod${uid}/${id}`, 'unknown'],
    [
      'kind: kubernetes in docker',
      `0::/docker/${'f'.repeat(64)}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${uidUnderscored}.slice/cri-containerd-${id}.scope`,
      'containerd',
    ],
    ['nerdctl', `0::/system.slice/nerdctl-${id}.scope`, 'containerd'],
    ['nerdctl, rootless', `0::${userSlice}/user.slice/nerdctl-${id}.scope`, 'containerd'],
  ])('%s', (_, text, engine) => {
    expect(containerOf(decodeCgroups(`${text}\n`))).toEqual({ engine, id })
  })

  test.each([
    ['lxc, v1', '1:name=systemd:/lxc/web/system.slice/nginx.service', 'lxc', 'web'],
    ['lxc, v2', '0::/lxc.payload.web/system.slice/nginx.service', 'lxc', 'web'],
    ['lxc, of a user', '0::/user.slice/user-1000.slice/session-1.scope/lxc/web', 'lxc', 'web'],
    ['lxd, in a project', '0::/lxc.payload.shop_web/init.scope', 'lxc', 'shop_web'],
    ['Proxmox', '0::/lxc/101/ns/system.slice/ssh.service', 'lxc', '101'],
    ['nspawn as a service', '0::/machine.slice/systemd-nspawn@deb.service/payload/init.scope', 'systemd-nspawn', 'deb'],
    ['nspawn by hand', '0::/machine.slice/machine-my\\x2dbox.scope/payload', 'systemd-nspawn', 'my-box'],
  ])('%s', (_, text, engine, name) => {
    expect(containerOf(decodeCgroups(`${text}\n`))).toEqual({ engine, id: name })
  })

  test.each([
    '/',
    '/system.slice/docker.service',
    '/docker/short',
    '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope',
    '/machine.slice/machine-lxc\\x2d4711\\x2dvm.scope',
    '/user.slice/user-1000.slice/session-3.scope',
    '/kubepods.slice/kubepods-burstable.slice',
    '/lxc.monitor.web',
    `/machine.slice/libpod-conmon-${id}.scope`,
    `/docker/${id}0`,
  ])('there is none in %s', (path) => expect(containerOf([path])).toBeNull())

  test('any hierarchy may tell of it', () => {
    expect(containerOf(decodeCgroups(`0::/\n4:memory:/docker/${id}\n`))).toEqual({ engine: 'docker', id })
  })
})
