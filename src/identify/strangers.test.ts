// Replies that look like those of a protocol that is short of words, and are somebody else's.
import { expect, it } from 'vitest'
import { isSure, recognise } from './recognise.ts'
import { Reply } from './reply.ts'

it.each([
  // Bolt answers with one of the versions that it was offered; a length of four looks like its 4.0.
  ['the length of a frame of 4 bytes', '\0\0\0\x04'],
  ['a frame with an error of one byte', '\0\0\x09\x05'],
])('%s', (_, reply) => {
  const found = recognise(Reply.of(reply), { transport: 'tcp', port: 40_000, asked: 'http' })
  expect(found !== null && isSure(found.match) ? found.detector.id : null).toBeNull()
})
