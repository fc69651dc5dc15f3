import { expect, it } from 'vitest'
import { nameOf, questionsFor } from './questions.ts'

const asked = (port: number, { isTls = false, intensity = 5 } = {}) => questionsFor(port, isTls, intensity).map(nameOf)

it('an unknown silent port is asked first what is likeliest there', () => {
  expect(asked(40_000).join(' ')).toBe(
    'http tls rdp redis mssql dcerpc mongodb postgresql mqtt socks5 kafka rpcbind memcached dns ' +
      'ajp13 amqp zookeeper fastcgi minecraft nrpe openvpn java-rmi ldap x11',
  )
})

it.each([
  ['what is nearly always a web server', 8000, ['http', 'jdwp', 'tls']],
  ['one where IRC leaves two connections', 7000, ['http', 'apcupsd', 'redis']],
  ['one of two usual ones', 9000, ['http', 'fastcgi', 'tls']],
  ['a web server that tells more to a question of its own', 5985, ['winrm', 'http', 'tls']],
  ['what Windows hands out to its services', 49_667, ['dcerpc', 'http', 'tls']],
  ['where TLS is usual', 8883, ['tls', 'http', 'rdp']],
])('%s (%i)', (_, port, first) => {
  expect(asked(port).slice(0, 3)).toEqual(first)
})

it.each([
  ['an unknown port', 40_000, ['http', 'redis', 'mqtt', 'kafka']],
  ['the port of a protocol in the clear', 27_017, ['mongodb', 'http', 'redis', 'mqtt']],
  ['a port of its own inside TLS', 636, ['ldap', 'http', 'redis', 'mqtt']],
])('inside TLS only what is usual there is asked: %s', (_, port, questions) => {
  expect(asked(port, { isTls: true })).toEqual(questions)
})
