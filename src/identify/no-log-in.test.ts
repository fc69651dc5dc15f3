// Nothing that detectors send counts as a log-in; what logs in stands in logins/.
import { expect, it } from 'vitest'
import { payloads } from '../knowledge/payloads.gen.ts'
import type { Detector } from './detector.ts'
import { detectors } from './detectors.gen.ts'
import { logins } from './logins.gen.ts'
import { Reply } from './reply.ts'
import { ScriptedPeer } from './scripted.ts'

/** Words of log-ins, names and communities that are tried; a CONNECT that MQTT brokers take. User-Agent is none. */
const ofLogins = [
  /\b(?:user\b(?!-agent)|pass|password|login|logon|auth (?:plain|login)|public|private|community)\b/i,
  /\b(?:anonymous|admin|administrator|root|guest|test|sa|postgres|nobody)\b/i,
  'MQTT\x04',
]
/** MongoDB's database of that name. */
const harmless = ['$db\0\x06\0\0\0admin\0', 'admin.$cmd\0']

const isLogin = (bytes: Uint8Array) => {
  const text = harmless.reduce((rest, words) => rest.replaceAll(words, ''), Buffer.from(bytes).toString('latin1'))
  return ofLogins.some((words) => (typeof words === 'string' ? text.includes(words) : words.test(text)))
}

async function everythingSent(detector: Detector): Promise<Uint8Array[]> {
  const { ports, tlsPorts = [], hello, examples } = detector
  const port = ports[0] ?? tlsPorts[0] ?? 40_000
  const sent = hello === undefined ? [] : [hello(new ScriptedPeer(port, []))]
  for (const { reply, talk = [] } of examples) {
    const peer = new ScriptedPeer(port, talk)
    const found = detector.match(Reply.of(reply))
    if (found !== null) await detector.converse?.(peer, found, Reply.of(reply))
    sent.push(...peer.questions)
  }
  return sent
}

it.each(Object.entries(detectors as Readonly<Record<string, Detector>>))('%s names nobody', async (_, detector) => {
  expect((await everythingSent(detector)).filter(isLogin)).toEqual([])
})

it.each(Object.entries(payloads))('the datagram of a scan names nobody: %s', (_, payload) => {
  expect(isLogin(payload.build(new ScriptedPeer(payload.ports[0]!, [])))).toBe(false)
})

it.each(Object.entries(logins))('the log-in to %s does', async (_, login) => {
  const peer = new ScriptedPeer(40_000, login.examples[0]!.talk)
  await login.attempt(peer)
  expect(peer.questions.filter(isLogin).length).toBeGreaterThan(0)
})
