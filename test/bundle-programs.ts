// Bundles, once for all suites of a run, what they start on hosts of the lab: from source, each start takes a second to compile.
import { rm } from 'node:fs/promises'
import { build } from 'tsdown'
import type { TestProject } from 'vitest/node'
import { program } from '../tsdown.config.ts'

const entry = {
  'probe/connect/worker': 'src/probe/connect/worker.ts',
  'probe/raw/worker': 'src/probe/raw/worker.ts',
  'test/probe': 'test/probe.ts',
  'test/routes-of': 'test/routes-of.ts',
  'test/distance-of': 'test/distance-of.ts',
  'test/udp-ask': 'test/udp-ask.ts',
}

export default async function bundlePrograms(project: TestProject): Promise<() => Promise<void>> {
  // Within the project: what is not bundled is found in its node_modules.
  const outDir = `${project.config.root}/.cache/programs-${process.pid}`
  await build({
    ...program,
    config: false,
    cwd: project.config.root,
    entry,
    outDir,
    clean: false,
    dts: false,
    logLevel: 'warn',
  })
  project.provide('programs', `${outDir}/test`)
  return () => rm(outDir, { recursive: true })
}
