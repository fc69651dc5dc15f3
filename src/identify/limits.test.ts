import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { behaviours } from '../model/service.ts'
import { defaultIntensity, longestDroughtMs, longestInterviewMs, mostConnections, waitsFor } from './limits.ts'
import { questionsFor } from './questions.ts'

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

/** Intensities 1 and 2 are sparing: they ask what the port suggests, and the likeliest besides. */
it.each([3, 4, 5, 6, 7, 8, 9])('intensity %i has a connection for each of its questions', (intensity) => {
  expect(questionsFor(40_000, false, intensity).length).toBeLessThanOrEqual(mostConnections(intensity))
})

it.each([1 / 300, 1 / 15, 1, 20, Infinity])(
  'at %d a second who waits for an endpoint waits longer than it may take',
  (rate) => {
    // Where less than one a second goes out, one endpoint is asked at a time; else each has one a second.
    const turnsMs = (mostConnections(9) * 1_000) / Math.min(1, rate)
    expect(longestDroughtMs(rate)).toBeGreaterThan(longestInterviewMs + turnsMs)
  },
)
