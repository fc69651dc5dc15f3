// decodes foreign bytes
import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml'
import type { Transport } from '../model/unions.ts'
import { diffLines } from './edit-lines.ts'
import type { Edit } from './plan.ts'

export interface PublishedPort {
  readonly host: number
  /** Null: not known. */
  readonly container: number | null
  readonly transport: Transport
}

/** A piece of the text that is replaced. */
interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Puts `127.0.0.1` before a published port of a compose file (compose-spec, services, ports: short and long form). Null when the file says nothing of it, or
 * cannot be read. Never throws.
 */
export function composeEdit(
  file: string,
  text: string | null,
  port: PublishedPort,
  service: string | null = null,
): Edit | null {
  if (text === null) return null
  const replacement = replacementIn(text, port, service)
  if (replacement === null) return null
  const { start, end } = replacement
  const changed = text.slice(0, start) + replacement.text + text.slice(end)
  return { file, diff: diffLines(text.split('\n'), changed.split('\n')) }
}

function replacementIn(text: string, port: PublishedPort, service: string | null): Replacement | null {
  for (const item of portItems(text, service)) {
    const found = isScalar(item) ? shortForm(text, item, port) : longForm(text, item, port)
    if (found !== null) return found
  }
  return null
}

/** @param service of this one alone; null: of all */
function portItems(text: string, service: string | null): readonly unknown[] {
  try {
    const document = parseDocument(text, { uniqueKeys: false })
    const services = document.get('services')
    if (!isMap(services)) return []
    return services.items.flatMap(({ key, value }) => {
      if (service !== null && !(isScalar(key) && key.value === service)) return []
      const ports = isMap(value) ? value.get('ports') : null
      return isSeq(ports) ? ports.items : []
    })
  } catch {
    // Aliases that lead nowhere, keys that are maps.
    return []
  }
}

/** `5432`, `5432:5432`, `5432:5432/tcp`; one that has an address already is not ours to change. */
const short = /^(\d{1,5}):(\d{1,5})(?:\/(tcp|udp))?$/

function shortForm(text: string, item: Scalar, { host, container, transport }: PublishedPort): Replacement | null {
  const [, published, target, of = 'tcp'] = short.exec(String(item.value)) ?? []
  if (Number(published) !== host || of !== transport || !item.range) return null
  if (container !== null && Number(target) !== container) return null
  const [start, end] = item.range
  const quote = /^["']/.exec(text.slice(start, end))?.[0] ?? '"'
  return { start, end, text: `${quote}127.0.0.1:${String(item.value)}${quote}` }
}

/** `target:`, `published:`, perhaps `host_ip:`. */
function longForm(text: string, item: unknown, { host, transport }: PublishedPort): Replacement | null {
  if (!isMap(item)) return null
  const published = item.get('published', true)
  if (!isScalar(published) || Number(published.value) !== host || (item.get('protocol') ?? 'tcp') !== transport)
    return null
  const address = item.get('host_ip', true)
  if (isScalar(address) && address.range) return { start: address.range[0], end: address.range[1], text: '127.0.0.1' }
  if (!published.range || item.flow === true) return null
  const end = published.range[1]
  const line = text.slice(text.lastIndexOf('\n', published.range[0]) + 1, published.range[0])
  const indentation = line.replace(/\S.*$/s, '') + (line.trimStart().startsWith('- ') ? '  ' : '')
  return { start: end, end, text: `\n${indentation}host_ip: 127.0.0.1` }
}
