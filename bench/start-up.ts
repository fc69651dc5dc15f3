import { fileURLToPath } from 'node:url'
import { measure, median } from './measure.ts'

export interface StartUp {
  readonly bareMs: number
  readonly versionMs: number
}

const rounds = 15
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** What `portreeve --version` takes beside a Node that does nothing, run in turn. */
export async function startUp(): Promise<StartUp> {
  const bare: number[] = []
  const ours: number[] = []
  for (let round = 0; round < rounds; round++) {
    bare.push((await measure([process.execPath, '-e', '0'])).seconds)
    ours.push((await measure([process.execPath, main, '--version'])).seconds)
  }
  return { bareMs: median(bare) * 1000, versionMs: median(ours) * 1000 }
}
