import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linesOf, ruleWordsOf, wordsOf } from './iptables-words.ts'

const text = fc.string({ unit: fc.constantFrom('"', '\\', ' ', '-', '!', 'A', 'm', '\n', 'é'), maxLength: 60 })

it('takes any text apart, and adds nothing to it', () => {
  const property = fc.property(text, (line) => {
    expect(wordsOf(line).join('').length).toBeLessThanOrEqual(line.length)
    expect((linesOf(line) ?? []).join('').length).toBeLessThanOrEqual(line.length)
    ruleWordsOf(`-A INPUT ${line}`)
  })
  fc.assert(property, { numRuns: 1000 })
})

it('gives back a comment as iptables quotes it', () => {
  const property = fc.property(fc.string({ minLength: 1, maxLength: 60 }), (comment) => {
    const quoted = `"${comment.replaceAll(/["\\']/g, String.raw`\$&`)}"`
    const words = ruleWordsOf(`-A INPUT -m comment --comment ${quoted} -j DROP`)
    expect(words?.matches[0]?.options[0]?.words).toEqual([comment])
    expect(words?.target?.name).toBe('DROP')
  })
  fc.assert(property)
})
