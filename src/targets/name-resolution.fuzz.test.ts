import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { resolveNames } from './name-resolution.ts'

const zones = { names: ['eth0'], nameOf: (zone: string) => (zone === 'eth0' ? zone : undefined) }

async function resolve(answer: () => Promise<readonly string[]>) {
  const named = [{ word: { text: 'a.example', place: 'target 1' }, name: 'a.example' }]
  try {
    const [found] = await resolveNames(named, undefined, answer, zones)
    for (const { first, last } of found!.ranges) expect(first).toBe(last)
    return found!.ranges.length
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).not.toMatch(/\p{Cc}/u)
    return 'refused'
  }
}

it('whatever a resolver answers, it is addresses or a refusal', async () => {
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string(),
    fc.constantFrom('fe80::1', 'fe80::1%eth0', 'fe80::1%\u001b[31m', ''),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => void (await resolve(async () => texts))),
  )
})

it('none, too many, and errors of any kind', async () => {
  expect(await resolve(async () => [])).toBe('refused')
  expect(await resolve(async () => Array(4096).fill('10.0.0.1'))).toBe(4096)
  expect(await resolve(async () => Array(4097).fill('10.0.0.1'))).toBe('refused')
  expect(await resolve(() => Promise.reject(new Error('x'.repeat(1e6))))).toBe('refused')
  expect(await resolve(() => Promise.reject('a string'))).toBe('refused')
  expect(await resolve(() => Promise.reject(Object.assign(new Error(''), { code: '\u001b[31m\n' })))).toBe('refused')
})
