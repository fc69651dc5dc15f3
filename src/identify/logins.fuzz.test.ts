import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectors } from './detectors.gen.ts'
import type { Login } from './login.ts'
import { logins } from './logins.gen.ts'
import { ScriptedPeer } from './scripted.ts'

/** Comes in, looks round, leaves. */
const mostQuestions = 4

describe.each(Object.entries(logins as Readonly<Record<string, Login>>))('the log-in to %s', (id, login) => {
  it('belongs to a detector, and says who comes', () => {
    expect(Object.keys(detectors)).toContain(id)
    expect([login.summary, login.source]).not.toContain('')
    expect(login.examples.length).toBeGreaterThan(0)
  })

  it.each(login.examples.map((example, i) => [i, example] as const))('knows its example %i', async (_, example) => {
    const peer = new ScriptedPeer(40_000, example.talk)
    const { protocol } = login
    expect({ protocol, facts: undefined, ...(await login.attempt(peer)) }).toMatchObject(example.expect)
    expect(peer.questions.length).toBeLessThanOrEqual(mostQuestions)
  })

  it('takes whatever it is told', async () => {
    const spoken = login.examples.flatMap(({ talk }) => talk).map((text) => Buffer.from(text as string, 'latin1'))
    const cut = fc.tuple(fc.constantFrom(...spoken), fc.nat(200)).map(([real, end]) => real.subarray(0, end))
    const answers = fc.array(fc.oneof(cut, fc.constantFrom(...spoken), fc.uint8Array({ maxLength: 300 })), {
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(answers, async (talk) => {
        const peer = new ScriptedPeer(40_000, talk)
        await login.attempt(peer)
        expect(peer.questions.length).toBeLessThanOrEqual(mostQuestions)
      }),
      { numRuns: 200 },
    )
  })
})
