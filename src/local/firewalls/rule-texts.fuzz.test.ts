import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ruleTexts } from './rule-texts.ts'

describe('the words of rules', () => {
  it('are found by family, table and handle', () => {
    const listing = `table inet a { # handle 1
\tset s { # handle 2
\t\telements = { 1, 2 }
\t}
\tchain c { # handle 3
\t\ttype filter hook input priority 0; policy accept;
\t\ttcp dport 22 accept comment "# handle 9" # handle 4
\t}
}
table ip a {
\tchain c {
\t\tdrop # handle 4
\t}
}
`
    const textOf = ruleTexts(listing)
    expect(textOf('inet', 'a', 4)).toBe('tcp dport 22 accept comment "# handle 9"')
    expect(textOf('ip', 'a', 4)).toBe('drop')
    expect(textOf('inet', 'a', 3)).toBeNull()
  })

  it('are not there in any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.nat(), (text, handle) => {
        expect(ruleTexts(text)('inet', 'a', handle)).toBeNull()
      }),
    )
  })
})
