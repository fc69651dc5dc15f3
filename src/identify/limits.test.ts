import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { behaviours } from '../model/service.ts'
import { defaultIntensity, mostConnections, waitsFor } from './limits.ts'

const docs = readFileSync(new URL('../../docs/identify.md', import.meta.url), 'utf8')

it('the largest numbers of connections are those of the docs', () => {
  const rows = [...docs.matchAll(/^\| (\d)(?: \((default)\))? \| (\d+) \|/gm)]
  expect(rows.map(([, intensity, , most]) => [Number(intensity), Number(most)])).toEqual(
    Array.from({ length: 10 }, (_, intensity) => [intensity, mostConnections(intensity)]),
  )
  expect(rows.filter(([, , isDefault]) => isDefault).map(([, intensity]) => Number(intensity))).toEqual([
    defaultIntensity,
  ])
})

it('the docs name every behaviour', () => {
  for (const behaviour of behaviours) expect(docs).toContain(`\`${behaviour}\``)
})

it('waits grow with the round trip, and have an end', () => {
  expect(waitsFor(0).greetingMs).toBe(300)
  expect(waitsFor(200).greetingMs).toBe(500)
  expect(waitsFor(1e9)).toEqual(waitsFor(3_000))
})
