import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DiagView } from './inet-diag.ts'

/** A view on a message that stands among other bytes, as in a datagram. */
function viewOf(message: Uint8Array, before = 0): DiagView | null {
  const bytes = Buffer.concat([Buffer.alloc(before, 0xff), message, Buffer.alloc(100, 0xff)])
  const view = new DiagView()
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return view.at(data, before, before + message.length) ? view : null
}

/** Any bytes, often with one of the two families in front so that they get past the first check. */
const messages = fc
  .tuple(fc.constantFrom(2, 10, 0, 255), fc.uint8Array({ maxLength: 300 }))
  .map(([family, bytes]) => Uint8Array.of(family, ...bytes))

test('after the check no accessor throws, and every number is in its range', () => {
  fc.assert(
    fc.property(messages, fc.nat(100), (bytes, before) => {
      const view = viewOf(bytes, before)
      if (view === null) return
      expect(bytes.length).toBeGreaterThanOrEqual(72)
      expect(view.port).toBeLessThanOrEqual(65_535)
      expect(view.address.length).toBeLessThanOrEqual(39)
      expect([true, false, null]).toContain(view.v6only)
      expect(view.inode + view.uid + view.device + view.receiveQueue + view.sendQueue).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('a message that is cut off anywhere is refused, whatever comes after it', () => {
  for (let length = 0; length < 72; length++) {
    const bytes = new Uint8Array(length)
    if (length > 0) bytes[0] = 2
    expect(viewOf(bytes)).toBeNull()
  }
})

test('a huge message is as good as a short one', () => {
  const bytes = new Uint8Array(1024 * 1024)
  bytes[0] = 10
  expect(viewOf(bytes)?.v6only).toBeNull()
})
