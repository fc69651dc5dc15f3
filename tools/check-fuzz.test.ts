import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Checks these files of src: the exit code and what was printed. */
function checkFuzz(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-fuzz-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'src'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text)
  const script = join(import.meta.dirname, 'check-fuzz.mjs')
  const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  return { code: status, output: stdout.trim() }
}

const decoder = '// decodes foreign bytes\nexport const decode = (view: DataView) => view.getUint16(0)\n'

test('a decoder with its fuzz test passes', () => {
  const files = { 'tcp.ts': decoder, 'tcp.fuzz.test.ts': `import { decode } from './tcp.ts'\n` }
  expect(checkFuzz(files)).toEqual({ code: 0, output: '1 decoders, each with a fuzz test' })
})

test('a decoder without one does not', () => {
  expect(checkFuzz({ 'tcp.ts': decoder })).toEqual({
    code: 1,
    output: 'src/tcp.ts: decodes foreign bytes, but there is no tcp.fuzz.test.ts',
  })
})

test('nor with a fuzz test of something else', () => {
  const files = { 'tcp.ts': decoder, 'tcp.fuzz.test.ts': `import { decode } from './udp.ts'\n` }
  expect(checkFuzz(files)).toEqual({ code: 1, output: 'src/tcp.ts: tcp.fuzz.test.ts does not import it' })
})

test.each([
  ['view.getBigUint64(8)', 'reads numbers out of bytes'],
  ['buffer.readUInt16BE(2)', 'reads numbers out of bytes'],
  ['buffer.readInt8(2)', 'reads numbers out of bytes'],
  ['JSON.parse(text)', 'parses JSON'],
  [`await import('yaml')`, 'parses YAML'],
  [`import { XMLParser } from 'fast-xml-parser'`, 'parses XML'],
])('one that is not marked is found by its %s', (code, sign) => {
  const { code: exit, output } = checkFuzz({ 'a.ts': code })
  expect(exit).toBe(1)
  expect(output).toMatch(new RegExp(`^src/a\\.ts: ${sign}`))
})

test('a reason clears a file that only looks like one; encoders and readers do not look like one', () => {
  const files = {
    'a.ts': '// no foreign bytes: our own settings\nJSON.parse(text)',
    'b.ts': 'view.setUint16(0, 1); readFileSync(path); map.get(8)',
  }
  expect(checkFuzz(files).code).toBe(0)
})
