import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('the shipped schemas are those of the model', async () => {
  await expect(run(process.execPath, ['tools/gen-schemas.mjs', '--check'])).resolves.toMatchObject({ stderr: '' })
})

test('every schema has an identity that points to no host', () => {
  const files = readdirSync('schemas')
  expect(files).toContain('scan-record.schema.json')
  for (const file of files) {
    const schema: { $id: string; $schema: string } = JSON.parse(readFileSync(`schemas/${file}`, 'utf8'))
    expect(schema.$id).toBe(`urn:portreeve:${file.replace('.schema.json', '')}`)
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  }
})
