import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeUfwRules } from './ufw-rules.ts'

const line = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ maxLength: 30 }).map((text) => `### tuple ### ${text}`),
  fc.string({ maxLength: 30 }).map((text) => `-A ${text}`),
)

it('never throws, and gives no more lines than there are', () => {
  const property = fc.property(fc.array(line, { maxLength: 10 }), fc.option(fc.string()), (lines, user6) => {
    expect(decodeUfwRules(lines.join('\n'), user6).length).toBeLessThanOrEqual(
      lines.join('\n').split('\n').length + 100,
    )
  })
  fc.assert(property)
  const rule = '### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -j ACCEPT\n'
  expect(decodeUfwRules(rule.repeat(20_000), null)).toHaveLength(20_000)
})
