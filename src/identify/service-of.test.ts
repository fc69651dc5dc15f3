import { expect, it } from 'vitest'
import detector from './detectors/http.ts'
import { serviceOf } from './service-of.ts'

it('shows what a peer wrote in UTF-8 as it was meant', () => {
  const title = Buffer.from('Status 404 – Größe', 'utf8').toString('latin1')
  const match = { protocol: 'http', facts: { title, modules: [title, 'Gr\xf6\xdfe'] } }
  const course = {
    behaviour: 'answers',
    asked: [],
    answeredTo: 'http',
    reply: null,
    connections: 1,
    tls: null,
  } as const
  expect(serviceOf({ detector, match }, course).facts).toEqual({
    title: 'Status 404 – Größe',
    modules: ['Status 404 – Größe', 'Größe'],
  })
})

it('knows by its certificate who says nothing inside TLS', () => {
  const certificate = {
    subject: 'O=Syncthing, OU=Automatically Generated, CN=syncthing',
    issuer: 'O=Syncthing, OU=Automatically Generated, CN=syncthing',
    names: ['syncthing'],
    notBefore: '2026-11-22T00:00:00.000Z',
    notAfter: '2046-11-17T00:00:00.000Z',
    serial: '01',
    keyType: 'ec',
    keyBits: 384,
    signature: null,
    sha256: '00',
    selfSigned: true,
  }
  const service = (subject: string) =>
    serviceOf(null, {
      behaviour: 'closes',
      asked: ['tls'],
      answeredTo: 'tls',
      reply: null,
      connections: 1,
      tls: {
        version: 'TLSv1.3',
        cipher: null,
        alpn: null,
        startTls: null,
        alert: null,
        mismatch: null,
        supported: null,
        certificates: [{ ...certificate, subject }],
      },
    })
  expect(service(certificate.subject)).toMatchObject({ protocol: 'syncthing', product: 'Syncthing' })
  expect(service('CN=syncthing.example')).toMatchObject({ protocol: 'tls', product: null })
})
