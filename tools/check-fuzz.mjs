// Every decoder of foreign bytes has a fuzz test. `node tools/check-fuzz.mjs [folder]`
//
// A file that decodes what the kernel, a peer or a file of the user's says has the line `// decodes foreign bytes`; beside
// x.ts stands x.fuzz.test.ts, which imports it. A file that looks like a decoder and is none says so, with the reason:
// `// no foreign bytes: <reason>`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const decodes = /^\/\/ decodes foreign bytes\b/m
const decodesNothing = /^\/\/ no foreign bytes: \S/m

/** What only a decoder does. Reading a file is not among it: who reads may leave the decoding to another file. */
const signs = [
  {
    sign: 'reads numbers out of bytes',
    pattern: /\.(get(Uint|Int|BigUint|BigInt)\d+|read(U?Int|BigU?Int)\d*[BL]?E?)\(/,
  },
  { sign: 'parses JSON', pattern: /\bJSON\.parse\(/ },
  { sign: 'parses YAML', pattern: /from 'yaml'|import\('yaml'\)/ },
  { sign: 'parses XML', pattern: /fast-xml-parser/ },
]

/** What is wrong with one file, or nothing. @param {string} file */
function complaints(file) {
  const text = readFileSync(file, 'utf8')
  if (!decodes.test(text)) {
    if (decodesNothing.test(text)) return []
    return signs
      .filter(({ pattern }) => pattern.test(text))
      .map(({ sign }) => `${sign}: mark it "// decodes foreign bytes", or say "// no foreign bytes: <reason>"`)
  }
  const fuzz = file.replace(/\.ts$/, '.fuzz.test.ts')
  if (!existsSync(fuzz)) return [`decodes foreign bytes, but there is no ${basename(fuzz)}`]
  if (!readFileSync(fuzz, 'utf8').includes(`'./${basename(file)}'`)) return [`${basename(fuzz)} does not import it`]
  return []
}

const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'))
const files = readdirSync(join(root, 'src'), { recursive: true })
  .map((file) => `src/${file}`)
  .filter((file) => file.endsWith('.ts') && !/\.(test|gen)\.ts$/.test(file))
  .sort()

let wrong = 0
let decoders = 0
for (const file of files) {
  if (decodes.test(readFileSync(join(root, file), 'utf8'))) decoders++
  for (const complaint of complaints(join(root, file))) {
    console.log(`${file}: ${complaint}`)
    wrong++
  }
}
if (wrong > 0) process.exitCode = 1
else console.log(`${decoders} decoders, each with a fuzz test`)
