import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameInDockerConfig, nameInOciConfig, nameInPodmanList } from './container-files.ts'

function check(text: string): void {
  for (const name of [nameInDockerConfig(text), nameInPodmanList(text, 'id'), nameInOciConfig(text)]) {
    expect(name === null || (name.length >= 1 && name.length <= 256)).toBe(true)
  }
}

test('any text and any JSON', () => {
  fc.assert(fc.property(fc.string({ maxLength: 1000, unit: 'binary' }), check))
  fc.assert(fc.property(fc.json(), check))
})

test('the right fields with any value, cut off, huge', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      check(JSON.stringify({ Name: value, annotations: value }))
      check(JSON.stringify({ annotations: { 'nerdctl/name': value, 'io.kubernetes.container.name': value } }))
      check(JSON.stringify([{ id: 'id', names: value }, value]))
    }),
  )
  const text = '{"Name":"/web","annotations":{"nerdctl/name":"x"}}'
  for (let length = 0; length <= text.length; length++) check(text.slice(0, length))
  check(JSON.stringify({ Name: 'x'.repeat(1_000_000) }))
  check('['.repeat(100_000))
})
