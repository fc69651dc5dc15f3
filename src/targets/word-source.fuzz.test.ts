import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { fakeEnvironment } from './fake-environment.ts'
import { readWords } from './word-source.ts'

async function read(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* stdin() {
    yield* chunks
  }
  const environment = { ...fakeEnvironment({}), stdin: stdin() }
  const found: string[] = []
  try {
    for await (const { text, place } of readWords({ label: 'target', words: [], files: ['-'] }, environment)) {
      if (text.length > 1024) expect.fail('a word beyond the bound')
      if (found.length < 100_000) found.push(`${place} ${text}`)
    }
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    found.push((error as UsageError).message)
  }
  return found
}

/** What the words and places are, said the slow way. */
function plainly(text: string): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, i) => {
    const code = line.split('#')[0]!
    return [...code.matchAll(/[^\s,]+/g)].map((match) => `stdin:${i + 1}:${match.index + 1} ${match[0]}`)
  })
}

const pieces = ['10.0.0.1', 'ü', '😀', ' ', ',', '\n', '\r', '\r\n', '#', '\t', 'x']

it('gives the same words however the bytes are cut', async () => {
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (whole, step) => {
      const bytes = new TextEncoder().encode(whole)
      const chunks = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
        bytes.slice(i * step, (i + 1) * step),
      )
      expect(await read(chunks)).toEqual(plainly(whole))
    }),
  )
})

it('arbitrary bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }),
      async (chunks) => void (await read(chunks)),
    ),
  )
})

it.each(['x', ',', '#', '\n', '\r', 'a ', '\0', '\u00ff', '# '])('2 MiB of %j', async (part) => {
  const chunk = Buffer.alloc(65_536, part)
  await read(Array.from({ length: 32 }, () => chunk))
})
