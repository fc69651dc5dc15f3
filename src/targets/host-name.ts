import { domainToASCII } from 'node:url'
import { quote, refusal, type Word } from './word.ts'

// RFC 1035 §2.3.4 and RFC 1123 §2.1; the underscore is no part of a host name, but names with it resolve all the same.
const longestName = 253
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/

/** The name as it is asked for: lower case, IDNA in ASCII, no dot at the end. Throws UsageError when it cannot be one. */
export function hostName(word: Word): string {
  const { text } = word
  const hint = mistakenForName(text)
  if (hint !== undefined) throw refusal(word, hint)
  const written = text.endsWith('.') ? text.slice(0, -1) : text
  if (written.length > longestName) throw refusal(word, `a host name has at most ${longestName} characters`)
  // domainToASCII reads a URL's host: it would stop at a slash and take the rest for a path.
  if (/[!-,/:-@[-^`{-~]/.test(written)) throw refusal(word, 'neither an address nor a host name')
  const name = isAscii(written) ? written.toLowerCase() : domainToASCII(written)
  if (name.length > longestName || name === '') throw refusal(word, 'neither an address nor a host name')
  const labels = name.split('.')
  const wrong = labels.find((part) => !label.test(part))
  if (wrong === '') throw refusal(word, 'no host name: nothing between two dots')
  if (wrong !== undefined) throw refusal(word, `neither an address nor a host name (${quote(wrong)})`)
  if (/^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) {
    throw refusal(word, 'no address (four decimal octets, 10.0.0.1), and no host name ends in a number')
  }
  return name
}

/** What people write where a host belongs, and what they mean. */
function mistakenForName(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/@]{0,100}@)?([^/:?#@[\]]{1,100})/i.exec(text)
  if (url) return `a URL; name the host alone: ${url[1]}`
  if (/^[^/]+\/\d{1,3}$/.test(text)) return 'a prefix length goes with an address, not with a host name'
  return undefined
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text)
}
