// decodes foreign bytes
import type { Reply } from '../reply.ts'

const mostHeaders = 100
const longestHeader = 2_048
const longestHead = 32_768

/** An HTTP/1 response as far as it came. Its body is what was sent, without chunk sizes; nothing is ever decompressed. */
export interface HttpResponse {
  /** As in the status line: `HTTP/1.1`. */
  readonly version: string
  /** 100 to 599 usually; whatever three digits say. */
  readonly status: number
  readonly reason: string
  /** The value of a header, of several the first; empty when it is missing. The name in lower case. */
  header(name: string): string
  /** All values of a header. */
  headers(name: string): readonly string[]
  /** Latin-1 text. */
  readonly body: string
  /** Of a page of HTML; empty when it has none. */
  readonly title: string
  /** Parsed body when it is an object in JSON of reasonable depth; null otherwise. */
  readonly json: Readonly<Record<string, unknown>> | null
}

/** Null when it does not begin with a status line (RFC 9112 section 4). Also for the kin of HTTP: RTSP/1.0, SIP/2.0, ICY. */
export function parseResponse(reply: Reply, protocol = 'HTTP/'): HttpResponse | null {
  if (!reply.startsWith(protocol)) return null
  const text = reply.text
  const [head, body] = split(text)
  const [statusLine = '', ...fields] = head.split('\n', mostHeaders + 1).map((line) => line.replace(/\r$/, ''))
  const parts = /^([A-Z]+\/\d(?:\.\d)?) (\d{3})(?: (.{0,200}))?/.exec(statusLine)
  if (parts === null) return null
  const values = fieldsOf(fields)
  const whole = values.get('transfer-encoding')?.some((value) => value.toLowerCase().includes('chunked'))
    ? unchunked(body)
    : body
  return {
    version: parts[1]!,
    status: Number(parts[2]),
    reason: parts[3] ?? '',
    header: (name) => values.get(name)?.[0] ?? '',
    headers: (name) => values.get(name) ?? [],
    body: whole,
    title: titleOf(whole),
    get json() {
      return jsonOf(whole)
    },
  }
}

/** Whether all of a response has come, by its own account of its length; who gives none ends by closing or pausing. */
export function isWholeResponse(reply: Reply): boolean {
  const text = reply.text
  const end = endOfHead(text)
  if (end === null) return false
  const head = text.slice(0, end.head).toLowerCase()
  if (/^http\/\d\.\d (1\d\d|204|304)/.test(head)) return true
  const length = /\ncontent-length:[ \t]*(\d{1,9})/.exec(head)
  if (length) return text.length - end.body >= Number(length[1])
  return /\ntransfer-encoding:[^\n]*chunked/.test(head) && text.endsWith('0\r\n\r\n')
}

function endOfHead(text: string): { readonly head: number; readonly body: number } | null {
  const strict = text.indexOf('\r\n\r\n')
  const lax = text.indexOf('\n\n')
  if (strict >= 0 && (lax < 0 || strict < lax)) return { head: strict, body: strict + 4 }
  return lax < 0 ? null : { head: lax, body: lax + 2 }
}

function split(text: string): [string, string] {
  const end = endOfHead(text)
  return end === null
    ? [text.slice(0, longestHead), '']
    : [text.slice(0, Math.min(end.head, longestHead)), text.slice(end.body)]
}

function fieldsOf(lines: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1, colon + 1 + longestHeader).trim()
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return values
}

/** RFC 9112 section 7.1, up to where it breaks off. */
function unchunked(body: string): string {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf('\r\n', at)
    const size = end < 0 ? Number.NaN : Number.parseInt(body.slice(at, Math.min(end, at + 8)), 16)
    if (!(size > 0)) return parts.join('')
    parts.push(body.slice(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}

function titleOf(body: string): string {
  const start = body.search(/<title[\s>]/i)
  if (start < 0) return ''
  const open = body.indexOf('>', start)
  const close = body.indexOf('<', open)
  if (open < 0 || close < 0) return ''
  return unescapeHtml(
    body
      .slice(open + 1, Math.min(close, open + 300))
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)
}

function jsonOf(body: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s{0,64}\{/.test(body)) return null
  try {
    return JSON.parse(body) as Record<string, unknown>
  } catch {
    return null
  }
}
