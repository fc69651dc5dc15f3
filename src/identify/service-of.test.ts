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
