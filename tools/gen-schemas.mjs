// Writes schemas/*.schema.json from the model. `--check` writes nothing and fails when one is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tsImport } from 'tsx/esm/api'
import { z } from 'zod'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'schemas')

/** What is described: the schema's name, and where the model keeps it. */
const sources = [
  { name: 'scan-record', file: 'src/model/scan-record.ts', title: 'ScanRecord' },
  { name: 'check-record', file: 'src/model/check-record.ts', title: 'CheckRecord' },
  { name: 'listener', file: 'src/model/listener.ts', title: 'Listener' },
  { name: 'scan-summary', file: 'src/model/scan-summary.ts', title: 'ScanSummary' },
  { name: 'explanation', file: 'src/model/explanation.ts', title: 'Explanation' },
  { name: 'config', file: 'src/config/schema.ts', title: 'Configuration', input: true },
]

/**
 * A configuration is described as a person writes it (fields with defaults may be left out), a record as it comes out.
 * @param {{ name: string, file: string, title: string, input?: boolean }} source
 */
async function schemaText({ name, file, title, input = false }) {
  /** @type {Record<string, import('zod').ZodType>} */
  const module = await tsImport(join(root, file), import.meta.url)
  const type = module[title]
  if (type === undefined) throw new Error(`${file} does not export ${title}`)
  const { $schema, ...body } = z.toJSONSchema(type, { target: 'draft-2020-12', io: input ? 'input' : 'output' })
  return `${JSON.stringify({ $schema, $id: `urn:portreeve:${name}`, title, ...body }, null, 2)}\n`
}

const check = process.argv.includes('--check')
const stale = []
const wanted = sources.filter(({ file }) => existsSync(join(root, file)))
mkdirSync(folder, { recursive: true })
for (const source of wanted) {
  const file = join(folder, `${source.name}.schema.json`)
  const text = await schemaText(source)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  if (check) stale.push(`${source.name}.schema.json`)
  else writeFileSync(file, text)
}
for (const file of readdirSync(folder)) {
  if (wanted.some(({ name }) => file === `${name}.schema.json`)) continue
  if (check) stale.push(file)
  else unlinkSync(join(folder, file))
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}; run: node tools/gen-schemas.mjs`)
  process.exitCode = 1
}
