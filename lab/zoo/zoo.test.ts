import { expect, it } from 'vitest'
import { zooDaemons } from './zoo.ts'

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
