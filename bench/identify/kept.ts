import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Circumstances } from '../figures.ts'
import { withFigures } from '../kept.ts'

const file = fileURLToPath(new URL('../../docs/identify.md', import.meta.url))

/** Puts the tables in the place of the former ones in docs/identify.md. */
export function keepReport(
  { day, machine, loadBefore }: Circumstances,
  tables: string,
  absent: readonly { readonly daemon: string }[],
): void {
  const missing = absent.length === 0 ? '' : ` Could not be started: ${absent.map(({ daemon }) => daemon).join(', ')}.`
  const taken = `Taken on ${day}, ${machine}, load before ${loadBefore.toFixed(1)}.${missing}`
  writeFileSync(file, withFigures(readFileSync(file, 'utf8'), `${tables}\n\n${taken}`))
}
