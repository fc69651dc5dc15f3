import { definePayload, type Payload } from './payload.ts'
import { payloads } from './payloads.gen.ts'

/**
 * Sent where no protocol is known: a datagram of no bytes. A closed port answers it with port unreachable like any
 * other, services that answer everything (echo, daytime, time, qotd) answer it too, and no protocol can take it for a
 * command, which holds for no other bytes.
 */
export const emptyDatagram: Payload = definePayload({
  protocol: 'none',
  summary: 'an empty datagram',
  ports: [],
  source: 'RFC 768: a length of 8, the header alone, is valid',
  harmless: 'it says nothing',
  build: () => new Uint8Array(0),
})

const onlyEmpty: readonly Payload[] = [emptyDatagram]
const byPort = indexByPort(Object.values(payloads))

/**
 * What to send to a UDP port, best first and never empty: where no protocol is known it is the empty datagram. With
 * more than one, send the next at the next attempt. Allocates nothing.
 */
export function payloadsFor(port: number): readonly Payload[] {
  return byPort.get(port) ?? onlyEmpty
}

function indexByPort(all: readonly Payload[]): ReadonlyMap<number, readonly Payload[]> {
  const index = new Map<number, Payload[]>()
  for (const payload of all) {
    for (const port of payload.ports) index.set(port, [...(index.get(port) ?? []), payload])
  }
  for (const sharing of index.values()) sharing.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  return index
}
