// Bundles, once for all suites of a run, what they start on hosts of the lab: from source, each start takes a second to compile.
import { rm } from 'node:fs/promises'
import { build } from 'tsdown'
import type { TestProject } from 'vitest/node'
import shipped, { workers } from '../tsdown.config.ts'

const programs = ['probe', 'routes-of', 'distance-of', 'udp-ask']

export default async function bundlePrograms(project: TestProject): Promise<() => Promise<void>> {
  // Within the project: what is not bundled is found in its node_modules.
  const outDir = `${project.config.root}/.cache/programs-${process.pid}`
  await build({
    ...shipped,
    config: false,
    cwd: project.config.root,
    entry: { ...workers, ...Object.fromEntries(programs.map((name) => [`test/${name}`, `test/${name}.ts`])) },
    outDir,
    clean: false,
    dts: false,
    logLevel: 'warn',
  })
  project.provide('programs', `${outDir}/test`)
  return () => rm(outDir, { recursive: true })
}
