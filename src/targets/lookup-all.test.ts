import { expect, it } from 'vitest'
import { hostEnvironment } from './environment.ts'
import { resolveTargets } from './resolve.ts'

const knowledge = { topPorts: () => [], portsByName: () => [], portsInCategory: () => [], wordsLike: () => [] }
const request = {
  files: [],
  exclude: [],
  excludeFiles: [],
  ports: '80',
  transports: { tcp: true, udp: false },
  defaultExcludes: true,
  knowledge,
}

it('asks the real system: localhost is loopback, and .invalid never resolves (RFC 6761 §6.4)', async () => {
  const { hostnames } = await resolveTargets({ ...request, words: ['localhost'] })
  expect([...hostnames].every(([address, name]) => /^(127\.|::1$)/.test(address) && name === 'localhost')).toBe(true)
  expect(hostnames.size).toBeGreaterThan(0)
  await expect(hostEnvironment().lookup('nosuch.invalid', undefined)).rejects.toThrow()
})

it('self is what the interfaces of this machine carry', async () => {
  const interfaces = hostEnvironment().interfaces()
  const addresses = new Set(Object.values(interfaces).flatMap((infos = []) => infos.map(({ address }) => address)))
  const { hosts } = await resolveTargets({ ...request, words: ['self'] })
  expect(hosts).toBe(BigInt(addresses.size))
})

it('a folder or a missing file is refused by name', async () => {
  await expect(resolveTargets({ ...request, words: [], files: ['/'] })).rejects.toThrow(
    'cannot read targets from "/": this is a folder',
  )
  await expect(resolveTargets({ ...request, words: [], files: ['/nosuch'] })).rejects.toThrow('there is no such file')
  await expect(resolveTargets({ ...request, words: [], files: ['a\0b'] })).rejects.toThrow(
    'cannot read targets from "a\\0b": ERR_INVALID_ARG_VALUE',
  )
})
