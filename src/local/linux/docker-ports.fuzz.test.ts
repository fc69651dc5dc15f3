import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Endpoint } from '../../model/change.ts'
import { publisherIn } from './docker-ports.ts'

const genuine = JSON.stringify({
  Name: '/shop-db-1',
  Config: {
    Labels: {
      'com.docker.compose.project.config_files': '/srv/shop/compose.yaml,/srv/shop/override.yaml',
      'com.docker.compose.service': 'db',
    },
  },
  NetworkSettings: { Ports: { '5432/tcp': [{ HostIp: '0.0.0.0', HostPort: '15432' }], '80/tcp': null } },
})

const at = (port: number): Endpoint => ({ address: '192.0.2.5', transport: 'tcp', port })

test('a genuine file', () => {
  expect(publisherIn(genuine, at(15_432))).toEqual({
    name: 'shop-db-1',
    containerPort: 5432,
    composeFile: '/srv/shop/compose.yaml',
    composeService: 'db',
  })
  expect(publisherIn(genuine, { ...at(15_432), transport: 'udp' })).toBeNull()
  expect(publisherIn(genuine, at(80))).toBeNull()
})

test('a port of another address, and of a container that does not run', () => {
  const text = genuine.replace('0.0.0.0', '127.0.0.1')
  expect(publisherIn(text, at(15_432))).toBeNull()
  expect(publisherIn(text, { ...at(15_432), address: '127.0.0.1' })).not.toBeNull()
  expect(publisherIn(text, { ...at(15_432), address: '0.0.0.0' })).not.toBeNull()
  expect(publisherIn(genuine.replace('{', '{"State":{"Running":false},'), at(15_432))).toBeNull()
})

test('any text, any JSON, and a genuine file cut off anywhere', () => {
  const check = (text: string) => {
    const found = publisherIn(text, at(15_432))
    if (found !== null) expect(found.containerPort).toBeGreaterThan(0)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), check))
  fc.assert(fc.property(fc.json(), check))
  fc.assert(
    fc.property(fc.record({ Name: fc.jsonValue(), Config: fc.jsonValue(), NetworkSettings: fc.jsonValue() }), (value) =>
      check(JSON.stringify(value)),
    ),
  )
  for (let length = 0; length < genuine.length; length++) check(genuine.slice(0, length))
  check(`{"NetworkSettings":${'['.repeat(100_000)}`)
})
