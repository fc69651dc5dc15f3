import { expect, it } from 'vitest'
import type { Service } from '../../model/service.ts'
import { madeUpService, madeUpTls } from '../../model/test-service.ts'
import { evidenceOf, serviceText } from './service-words.ts'

const { evidence } = madeUpService('x')

it.each<[string, Partial<Service>, string]>([
  ['ssh', { product: 'OpenSSH', version: '9.2p1' }, 'ssh OpenSSH 9.2p1'],
  ['ssh', { product: 'OpenSSH', facts: { patchLevel: 'Debian-2' } }, 'ssh OpenSSH (Debian-2)'],
  ['redis', { tls: madeUpTls(), facts: { authRequired: true } }, 'redis/tls (log-in needed)'],
  ['vnc', { facts: { authRequired: false } }, 'vnc (no log-in)'],
  ['postgresql', { product: 'PostgreSQL', facts: { versionRange: '14 to 16' } }, 'postgresql PostgreSQL 14 to 16'],
  ['smtp', { tls: madeUpTls({ startTls: 'smtp' }) }, 'smtp (STARTTLS)'],
  ['http', { facts: { title: 'Intranet' } }, 'http (Intranet)'],
  ['http', { product: 'nginx', facts: { title: 'Intranet' } }, 'http nginx'],
  ['tls', { evidence: { ...evidence, behaviour: 'stalls-in-tls' } }, 'tls (stalls in the middle of TLS)'],
  ['smb', { os: { name: 'Windows 7', confidence: 0.9, from: ['service'] } }, 'smb (Windows 7)'],
  ['redis', { os: { name: 'Linux 6.1.0 x86_64', confidence: 0.9, from: ['service'] } }, 'redis (Linux)'],
  ['smb', { os: { name: 'Linux', confidence: 0.5, from: ['ttl'] } }, 'smb'],
])('%s %j', (protocol, more, text) => {
  expect(serviceText('name', madeUpService(protocol, more))).toBe(text)
})

it('says what the words rest on, without the certificate in full', () => {
  const tls = madeUpTls()
  const asked = {
    ...evidence,
    detector: 'redis',
    asked: ['tls', 'redis'],
    answeredTo: 'redis',
    reply: '+PONG',
    connections: 2,
  }
  const known = madeUpService('redis', { tls, confidence: 0.9, facts: { mode: 'standalone' }, evidence: asked })
  expect(evidenceOf(known).filter(Boolean)).toEqual([
    'recognised by redis, confidence 0.9',
    'to redis it answered +PONG',
    '2 connections',
    'TLSv1.3',
    'mode=standalone',
  ])
  const mute = madeUpService('unknown', { confidence: 0, evidence: { ...evidence, detector: null, reply: 'hm' } })
  expect(evidenceOf(mute).filter(Boolean)).toEqual(['not recognised', 'it said hm', '1 connection'])
})
