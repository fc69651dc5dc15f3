import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { mostBytes } from './load.ts'
import { parseConfig } from './parse.ts'

function expectDocumentedError(bytes: Uint8Array) {
  try {
    parseConfig(bytes, 'portreeve.yaml')
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).not.toMatch(/[\p{Cc}\u202e]/u)
    expect((error as UsageError).message.length).toBeLessThan(500)
  }
}

const encode = (text: string) => new TextEncoder().encode(text)
const tokens = [
  'scope',
  'allow',
  'deny',
  ': ',
  ':\n',
  '- ',
  '\n  ',
  '\n',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '&a ',
  '*a',
  '!!binary ',
  '? ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '---',
  '%YAML',
  '10.0.0.1',
  '<<',
  '\t',
  '\0',
  '\u001b',
  '\u009b',
  '\u202e',
  '!<',
]

it('arbitrary bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), expectDocumentedError))
})

it('text made of what YAML is made of', () => {
  const text = fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (yaml) => expectDocumentedError(encode(yaml))),
    { numRuns: 500 },
  )
})

it('a good file cut anywhere', () => {
  const whole = encode('scope:\n  allow: [10.0.0.0/8, "2001:db8::/32"]\n  deny:\n    - 10.0.0.1 # no\n')
  for (let length = 0; length <= whole.length; length++) expectDocumentedError(whole.slice(0, length))
})

// The longest texts that are read at all, each of a kind that has broken a YAML parser somewhere.
it.each(['[', '{', '- ', '? ', '[a,', 'a: {', '&a ', '!', '*a ', '"\\', 'a:\n', '#', '\n', ' ', '|\n ', '\0'])(
  '%j again and again',
  (part) => {
    expectDocumentedError(encode(part.repeat(mostBytes / 4 / part.length)))
  },
)
