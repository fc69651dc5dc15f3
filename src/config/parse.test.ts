import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { parseConfig } from './parse.ts'

const parse = (text: string) => parseConfig(new TextEncoder().encode(text), 'portreeve.yaml')

describe('parseConfig', () => {
  it.each(['', '# nothing but a comment\n', '---\n', '{}'])('%j configures nothing', (text) => {
    expect(parse(text)).toEqual({ file: 'portreeve.yaml' })
  })

  it('gives each word of the scope with its place', () => {
    expect(parse('scope:\n  allow: [10.0.0.0/8, "::1"]\n  deny:\n    - 10.0.0.1\n').scope).toEqual({
      file: 'portreeve.yaml',
      allow: [
        { text: '10.0.0.0/8', place: 'portreeve.yaml:2:11' },
        { text: '::1', place: 'portreeve.yaml:2:23' },
      ],
      deny: [{ text: '10.0.0.1', place: 'portreeve.yaml:4:7' }],
    })
  })

  it('tells an empty allow list, which allows nothing, from none', () => {
    expect(parse('scope: {allow: []}').scope).toEqual({ file: 'portreeve.yaml', allow: [], deny: [] })
    expect(parse('scope: {}').scope).toEqual({ file: 'portreeve.yaml', deny: [] })
  })

  it.each([
    ['scop:\n  allow: []', 'portreeve.yaml:1:1: unknown key "scop"; did you mean "scope"?'],
    ['scope:\n  deny: []\n  alow: []', 'portreeve.yaml:3:3: unknown key "alow"; did you mean "allow"?'],
    ['notifiers: []', 'portreeve.yaml:1:1: unknown key "notifiers"; known here: scope'],
    [
      'scope:\n  allow: 10.0.0.0/8',
      'portreeve.yaml:2:10: scope.allow has to be a list: one word a line, each behind a dash',
    ],
    [
      'scope:\n  allow:\n    - 10.0.0.1\n    - 10',
      'portreeve.yaml:4:7: scope.allow, word 2, has to be text; put it in quotes',
    ],
    ['scope:', 'portreeve.yaml:1:7: scope has to be keys with values'],
    ['just text', 'portreeve.yaml:1:1: the file has to be keys with values'],
    ['scope: {}\nscope: {}', 'portreeve.yaml:2:1: "scope" stands here twice'],
    ['scope: &a {}\nx: *a', 'portreeve.yaml:2:4: aliases (*name) are not allowed here'],
    ['[x]: 1', 'portreeve.yaml:1:1: a key has to be a plain word'],
    ['scope: !!binary x', 'portreeve.yaml:1:8: Unresolved tag: tag:yaml.org,2002:binary'],
    [`scope: ${'['.repeat(5000)}`, 'portreeve.yaml: nested too deeply'],
  ])('%j → %s', (text, message) => {
    expect(() => parse(text)).toThrow(new UsageError(message))
  })

  it('names the place of broken YAML', () => {
    expect(() => parse('scope: [')).toThrow(/^portreeve\.yaml:1:9: /)
    expect(() => parse('a: 1\n---\nb: 2')).toThrow(/^portreeve\.yaml:2:1: /)
  })
})
