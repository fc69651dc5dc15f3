// Writes every generated source file: runs each gen-*.mjs beside it. A new generator is found by its name.
// gen-schemas.mjs is left out: what it writes is shipped and kept in git, and `npm run check` tells when it is stale.
import { readdirSync } from 'node:fs'

const generators = readdirSync(new URL('.', import.meta.url))
  .filter((file) => /^gen-.*\.mjs$/.test(file) && file !== 'gen-schemas.mjs')
  .sort()
for (const file of generators) await import(new URL(file, import.meta.url).href)
