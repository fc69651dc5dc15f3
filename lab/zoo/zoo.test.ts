import { expect, it } from 'vitest'
import { detectorsFor } from '../../src/identify/recognise.ts'
import { judge } from './judge.ts'
import { zooDaemons } from './zoo.ts'
import type { Endpoint } from './zoo-daemon.ts'

it('no two daemons want the same port: they share one host', async () => {
  const wanted = new Map<string, string[]>()
  for (const [name, { endpoints }] of await zooDaemons()) {
    for (const { port, transport = 'tcp' } of endpoints) {
      const key = `${port}/${transport}`
      wanted.set(key, [...(wanted.get(key) ?? []), name])
    }
  }
  expect([...wanted].filter(([, names]) => names.length > 1)).toEqual([])
})

it('a third of the endpoints is where nobody expects it', async () => {
  const endpoints = [...(await zooDaemons()).values()].flatMap((daemon) => daemon.endpoints)
  expect(endpoints.filter(isUnexpected).length).toBeGreaterThanOrEqual(endpoints.length / 3)
})

/** Whether we know its protocol, but not to be on its port. */
function isUnexpected(endpoint: Endpoint): boolean {
  const { port, transport = 'tcp', protocol } = endpoint
  const truth = { protocol, tls: false, product: null, versions: null }
  const answer = { tls: false, product: null, version: null, isGuess: false }
  const candidates = detectorsFor(transport).filter(({ examples }) =>
    examples.some(({ expect: match }) => judge(truth, { ...answer, protocol: match.protocol }).protocol === 'right'),
  )
  const ports = candidates.flatMap(({ ports, tlsPorts = [] }) => [...ports, ...tlsPorts])
  return candidates.length > 0 && !ports.includes(port)
}
