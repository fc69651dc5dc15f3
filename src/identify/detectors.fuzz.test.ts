import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { payloads } from '../knowledge/payloads.gen.ts'
import type { Detector, Example } from './detector.ts'
import { detectors } from './detectors.gen.ts'
import { recognise } from './recognise.ts'
import { longestReply, Reply } from './reply.ts'
import { ScriptedPeer } from './scripted.ts'

const all = Object.entries(detectors as Readonly<Record<string, Detector>>)

const bytesOf = (value: string | Uint8Array) => Buffer.from(Reply.of(value).bytes)
const portOf = ({ ports, tlsPorts = [] }: Detector) => ports[0] ?? tlsPorts[0] ?? 40_000

/** A real reply, damaged: cut short, bytes changed, parts doubled. */
function damaged(real: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat(Math.max(0, real.length - 1))
  const cut = at.map((end) => real.subarray(0, end))
  const changed = fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 8 }).map((changes) => {
    const copy = Buffer.from(real)
    for (const [i, byte] of changes) if (i < copy.length) copy[i] = byte
    return copy
  })
  const doubled = at.map((middle) => Buffer.concat([real.subarray(0, middle), real]))
  return fc.oneof(cut, changed, doubled)
}

const anything = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes))

describe.each(all)('%s', (id, detector) => {
  const { examples, ports, specificity, transport } = detector

  it('is described', () => {
    expect(detector.id).toBe(id)
    expect(detector.source).not.toBe('')
    expect(examples.length).toBeGreaterThan(0)
    expect(specificity >= 0 && specificity <= 100).toBe(true)
    for (const port of [...ports, ...(detector.tlsPorts ?? [])]) expect(port > 0 && port < 65_536).toBe(true)
    if (detector.payload !== undefined) expect(Object.keys(payloads)).toContain(detector.payload)
    if (detector.safety === 'passive') expect(detector.hello ?? detector.payload ?? detector.converse).toBeUndefined()
    if (transport === 'udp') expect(detector.hello ?? detector.payload, 'a datagram to send').toBeDefined()
  })

  it.each(examples.map((example, i) => [i, example] as const))('knows its example %i', async (_, example) => {
    const reply = Reply.of(example.reply)
    const best = recognise(reply, { transport, port: portOf(detector), asked: askedFor(detector, example) })
    expect(best?.detector.id).toBe(id)
    expect(await learned(detector, example, reply)).toMatchObject(example.expect)
  })

  it('its examples belong to nobody else, whatever the port', () => {
    for (const example of examples) {
      if ((example.expect.confidence ?? 1) < 0.5) continue
      const asked = askedFor(detector, example)
      expect(recognise(Reply.of(example.reply), { transport, port: 40_000, asked })?.detector.id).toBe(id)
    }
  })

  it('never throws', () => {
    const replies = examples.flatMap(({ reply, talk = [] }) => [reply, ...talk]).map(bytesOf)
    const huge = replies.map((real) => Buffer.alloc(longestReply, real.length > 0 ? real : 0x20))
    for (const bytes of huge) detector.match(new Reply(bytes))
    const some = fc.oneof(anything, ...replies.map(damaged))
    fc.assert(
      fc.property(some, (bytes) => void detector.match(new Reply(bytes))),
      { numRuns: 300 },
    )
  })

  it('its hello is made for any host', () => {
    const peer = new ScriptedPeer(portOf(detector), [])
    if (detector.hello !== undefined) expect(detector.hello(peer).length).toBeGreaterThan(0)
  })
})

describe.each(all.filter(([, { converse }]) => converse !== undefined))('%s, asking on', (_, detector) => {
  it('takes whatever it is told', async () => {
    const spoken = detector.examples.flatMap(({ reply, talk = [] }) => [reply, ...talk]).map(bytesOf)
    const answer = fc.oneof(anything, ...spoken.map(damaged), ...spoken.map((real) => fc.constant(real)))
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 6 }), async (answers) => {
        for (const { reply } of detector.examples) {
          const match = detector.match(Reply.of(reply))
          if (match !== null)
            await detector.converse!(new ScriptedPeer(portOf(detector), answers), match, Reply.of(reply))
        }
      }),
      { numRuns: 60 },
    )
  })
})

function askedFor({ id, hello, payload }: Detector, { after }: Example): string | null {
  if (after === 'greeting') return null
  return after === 'hello' || hello !== undefined || payload !== undefined ? id : null
}

async function learned(detector: Detector, { talk }: Example, reply: Reply) {
  const match = detector.match(reply)!
  if (talk === undefined || detector.converse === undefined) return match
  return detector.converse(new ScriptedPeer(portOf(detector), talk), match, reply)
}
