import type { Match } from '../detector.ts'
import { linear, type Pattern } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const clock = String.raw`\d{1,2}:\d\d:\d\d`

/** RFC 867 leaves the layout open; each of these is one author's habit. */
const daytimes: readonly (readonly [layout: string, pattern: Pattern, product?: string | undefined, os?: string])[] = [
  ['ctime', linear(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} [ \\d]\\d ${clock} (?:[A-Z]{2,5} )?\\d{4}$`)],
  ['xinetd', linear(`^[ \\d]\\d ${month.toUpperCase()} \\d{4} ${clock} [A-Z+\\-\\d]{1,8}$`), 'xinetd'],
  [
    'windows',
    linear(String.raw`^\d{1,2}:\d\d:\d\d(?: [AP]M)? \d{1,4}[./-]\d{1,2}[./-]\d{1,4}$`),
    'Simple TCP/IP Services',
    'Windows',
  ],
  ['nist', linear(String.raw`^\d{5} \d\d-\d\d-\d\d \d\d:\d\d:\d\d \d\d \d \d[\d. ]* UTC\(\w+\) \*$`)],
  [
    'cisco',
    linear(String.raw`^[A-Z][a-z]+day, [A-Z][a-z]+ \d{1,2}, \d{4} \d\d:\d\d:\d\d-?[A-Z]{2,5}$`),
    undefined,
    'Cisco IOS',
  ],
]

const longestDaytime = 256

/** One line with date and time. */
export function matchDaytime(reply: Reply): Match | null {
  const text = reply.length > longestDaytime ? '' : reply.text.replaceAll('\0', '').trim()
  const found = daytimes.find(([, pattern]) => pattern.test(text))
  if (found === undefined) return null
  const [layout, , product, os] = found
  return { protocol: 'daytime', product, os, facts: { layout, time: text } }
}

/** Seconds from 1900 to 2020 and to 2033: who is years beside the time serves none, and any four bytes look like some time. */
const earliest = 3_786_912_000
const latest = 4_197_052_800
/** From 1900 to 1970, where Unix begins. */
const unixEpoch = 2_208_988_800

/** Four bytes; the inetd of GNU inetutils 2.4 on 64-bit machines adds four of zero. */
export function matchTime(reply: Reply): Match | null {
  const seconds = reply.u32(0)
  const isInetutils = reply.length === 8 && reply.u32(4) === 0
  if (!(reply.length === 4 || isInetutils) || seconds < earliest || seconds > latest) return null
  const time = new Date((seconds - unixEpoch) * 1_000).toISOString()
  return {
    protocol: 'time',
    product: isInetutils ? 'GNU inetutils inetd' : undefined,
    facts: { time },
    confidence: isInetutils ? 0.9 : 0.6,
  }
}

/** RFC 864 proposes printable characters in order, each line beginning one further. */
const ordered = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i)).join('')
const endless = ordered + ordered

export function matchChargen(reply: Reply): Match | null {
  const line = reply.line(0).slice(0, 72)
  const isOrdered = line.length >= 20 && endless.includes(line)
  return isOrdered ? { protocol: 'chargen', facts: { lineLength: reply.line(0).length } } : null
}

/** Who says it, after the end of a sentence or on a line of its own: `-- Author`, `~ Author`, `Author (1882-1958)`. */
const author = linear(
  String.raw`(?:[.!?…"'”’)]\s{1,80}|\n\s{0,80})(?:(?:--|—|–|~|-)\s?[A-Z][\w .,'()-]{1,80}|[A-Z][\w .,'-]{1,80}\(\d{4}-\d{2,4}\))["')]{0,2}$`,
)
/** What asks for something is no quote. */
const prompt = linear(String.raw`[:>#$%\]]$|\b(?:login|username|password|permission denied|press any key)\b`, 'i')
const longestQuote = 1_024

/** A short text that ends with who said it. */
export function matchQuote(reply: Reply): Match | null {
  if (reply.length > longestQuote || reply.length < 12) return null
  const text = reply.utf8(0).replaceAll('\0', '').trim()
  if (!author.test(text) || prompt.test(text)) return null
  return { protocol: 'qotd', facts: { quote: text }, confidence: 0.6 }
}
