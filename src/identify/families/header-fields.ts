import type { Reply } from '../reply.ts'

const mostFields = 100

/** Header fields of a message in the style of HTTP, after its first line; names in lower case, of several the first. */
export function headerFields(reply: Reply): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of reply.lines.slice(1, 1 + mostFields)) {
    if (line === '') break
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}
