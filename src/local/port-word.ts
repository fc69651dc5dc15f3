import { UsageError } from '../lib/errors.ts'
import type { Transport } from '../model/unions.ts'

/** Ports that a person named: `8080`, `8080/udp`, `8000-9000`, `8000-9000/tcp`. */
export interface PortWord {
  readonly first: number
  readonly last: number
  /** Undefined for both. */
  readonly transport: Transport | undefined
}

const pattern = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/i
const highestPort = 65_535

/** @param word what it is a part of, by which it is named. @throws UsageError naming the word and what would be right */
export function parsePortWord(text: string, word = text): PortWord {
  const match = pattern.exec(text)
  if (match === null) throw wrong(word, 'no port; write 8080, 8080/udp or 8000-9000')
  const first = Number(match[1])
  const last = Number(match[2] ?? match[1])
  if (first < 1 || last > highestPort) throw wrong(word, `outside of 1 to ${highestPort}`)
  if (last < first) throw wrong(word, `a range that ends before it begins; write ${last}-${first}`)
  return { first, last, transport: match[3]?.toLowerCase() as Transport | undefined }
}

export function matchesPortWord(word: PortWord, endpoint: { port: number; transport: Transport }): boolean {
  const { first, last, transport } = word
  return endpoint.port >= first && endpoint.port <= last && (transport ?? endpoint.transport) === endpoint.transport
}

function wrong(text: string, problem: string): UsageError {
  return new UsageError(`${JSON.stringify(text.slice(0, 100))} is ${problem}`)
}
