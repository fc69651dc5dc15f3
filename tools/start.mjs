// npm start: installs and builds what is not there yet, then runs the command line, `check` when nothing else is asked.
import { requireNode } from './setup/node-version.mjs'

requireNode()
const { root, setUp } = await import('./setup/setup.mjs')
await setUp({ build: true })

// In this same process, so that exit code, signals and the terminal are the command line's own.
const { join } = await import('node:path')
const { pathToFileURL } = await import('node:url')
const main = join(root, 'dist/cli/main.js')
const words = process.argv.slice(2)
process.argv = [process.execPath, main, ...(words.length === 0 ? ['check'] : words)]
await import(pathToFileURL(main).href)
