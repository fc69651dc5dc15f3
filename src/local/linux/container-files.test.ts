import { expect, test } from 'vitest'
import { nameInDockerConfig, nameInOciConfig, nameInPodmanList } from './container-files.ts'

test('docker', () => expect(nameInDockerConfig('{"ID":"1","Name":"/web","Config":{}}')).toBe('web'))

test('docker: a slash alone is no name', () => expect(nameInDockerConfig('{"Name":"/"}')).toBe(null))

test('podman', () => {
  const list = JSON.stringify([
    { id: 'a', names: ['db'] },
    { id: 'b', names: ['web', 'other'] },
  ])
  expect([nameInPodmanList(list, 'b'), nameInPodmanList(list, 'c')]).toEqual(['web', null])
})

test.each([
  [{ 'io.kubernetes.cri.container-name': 'app', 'io.kubernetes.cri.sandbox-name': 'web-7' }, 'web-7/app'],
  [{ 'io.kubernetes.container.name': 'app', 'io.kubernetes.pod.name': 'web-7' }, 'web-7/app'],
  [{ 'io.kubernetes.container.name': 'app' }, 'app'],
  [{ 'nerdctl/name': 'db' }, 'db'],
  [{}, null],
])('annotations %j', (annotations, name) => expect(nameInOciConfig(JSON.stringify({ annotations }))).toBe(name))
