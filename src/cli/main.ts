#!/usr/bin/env node
// The first thing that runs, so it loads nothing that the answer does not need.
import { version } from '../version.ts'
import { exitCodes } from './command.ts'
import { wantsScanner } from './wants-scanner.ts'

const argv = process.argv.slice(2)

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  // Unheard, a full disk or a reader that went away would end it with a stack.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exitCode = code === 'EPIPE' ? exitCodes.unwanted : exitCodes.unfinished
  })
  process.stdout.write(`${version}\n`)
} else {
  const scanner = wantsScanner(argv) ? await (await import('./head-start.ts')).headStart() : null
  const { run } = await import('./run.ts')
  process.exitCode = await run(argv, scanner)
}
