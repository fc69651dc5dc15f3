import { namesSecret } from './secret-names.ts'

/** What stands in the place of a secret. */
export const mask = '***'

// Every repetition is bounded, so that hostile text costs linear time.

/** user:secret@ in a URL. A secret with / ? # in it should be encoded, and often is not; a port is no secret. */
const urlPassword = /([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/?#:@]{0,256}):(?:[^\s/?#]{1,256}|(?!\d{1,5}[/?#])[^\s]{1,256})@/gi
/** A token alone, as https://token@host has it; short ones are user names. */
const urlToken = /(https?:\/\/)[^\s/?#:@]{16,256}@/gi
/** user:secret@host without a scheme. */
const bareLogin = /((?:^|[\s=,"'])[\w.+-]{1,64}):[^\s@/:]{1,256}@(?=[\w[])/g
/** The scheme of an Authorization header stays; all the rest of a header goes. */
const header =
  /((?:proxy-)?authorization:\s{0,8}(?:(?:basic|bearer|token|digest|negotiate|aws4-hmac-sha256)\s{1,8})?|(?:set-)?cookie:\s{0,8})[^"'\r\n]{1,2048}/gi
/** A private key in PEM (RFC 7468), to its end or to that of the text. */
const privateKey = /(-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----)[\s\S]{0,4096}?(?:(?=-----END)|$)/g
/**
 * Secrets that are known by their form: of AWS, GitHub, GitLab, Slack, Google, npm, Stripe and its like, Vault, and JSON
 * Web Tokens (RFC 7519). From the documentation of each.
 */
const knownForms =
  /\b(?:A[KS]IA[A-Z0-9]{16}|gh[opsur]_\w{20,255}|github_pat_\w{20,255}|glpat-[-\w]{20,64}|xox[abeoprs]-[-\w]{10,255}|[rs]k[-_][-\w]{16,255}|AIza[-\w]{30,64}|npm_\w{30,64}|hvs\.[-\w]{20,255}|eyJ[-\w]{8,1024}\.[-\w]{4,2048}(?:\.[-\w]{0,1024})?)/g
/** A long word that may be a key in base64 (RFC 4648), judged further by `looksRandom`. */
const longWord = /(?<![-\w+/.])[A-Za-z0-9+_][-A-Za-z0-9+/_]{30,512}={0,2}(?![-\w+/.])/g
/** name=value, name: value, "name": "value" anywhere in a text: JSON, connection strings, queries, mount options. */
const field = /(?<![-\w.])([-\w.]{1,128})(\\?["']?\s{0,4}([=:])\s{0,4})(\\?["'])?/g

/** Without one of these no pattern matches; most words are such. */
const worthLooking = /[:=@]|[-\w]{15}|-{5}/

/** Hides what looks like a secret by its form, or by the name that stands before it within the text. */
export function maskShapes(text: string): string {
  if (!worthLooking.test(text)) return text
  const masked = text
    .replace(privateKey, `$1${mask}`)
    .replace(header, `$1${mask}`)
    .replace(urlPassword, `$1:${mask}@`)
    .replace(urlToken, `$1${mask}@`)
    .replace(bareLogin, `$1:${mask}@`)
    .replace(knownForms, mask)
    .replace(longWord, (word) => (looksRandom(word) ? mask : word))
  return maskFields(masked)
}

/** Upper and lower case and several digits, as no word or hexadecimal id has. */
function looksRandom(word: string): boolean {
  return /[A-Z]/.test(word) && /[a-z]/.test(word) && (word.endsWith('=') || (word.match(/\d/g) ?? []).length >= 3)
}

function maskFields(text: string): string {
  let shown = ''
  let from = 0
  for (const match of text.matchAll(field)) {
    if (match.index < from) continue
    const [whole, name = '', between = '', sign, quote] = match
    const start = match.index + whole.length
    const end = endOfValue(text, start, quote)
    const value = text.slice(start, end)
    // host:8080 is a port, whatever the host is called.
    const isPort = sign === ':' && quote === undefined && /^\d{1,5}(?!\w)/.test(value)
    if (value === '' || value.startsWith(mask) || isPort || !namesSecret(name, value)) continue
    shown += `${text.slice(from, match.index)}${name}${between}${quote ?? ''}${mask}`
    from = end
  }
  return shown + text.slice(from)
}

/** Where a value ends: at its closing quote, else before white space, `;` or `&`. */
function endOfValue(text: string, start: number, quote: string | undefined): number {
  if (quote !== undefined) {
    const end = text.indexOf(quote, start)
    return end < 0 ? text.length : end
  }
  const length = text.slice(start).search(/[\s;&]/)
  return length < 0 ? text.length : start + length
}
