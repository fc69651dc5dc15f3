/** Names that mean a secret wherever the word stands in them: db-password, AWS_SECRET_ACCESS_KEY, apiToken, requirepass. */
const strong =
  /pass(?:word|wd|phrase|code)|requirepass|masterauth|pgpass|secret|token|(?:api|auth|access|account|private|secret|encryption)[-_]?key|credential/
/** Names that do so as the last word only: MYSQL_PWD, dbPass, GITHUB_PAT, but not --bypass-cache or --keyring. */
const weak = /(?:^|[-_.])(?:pass|pwd|pw|pat|cookies?|bearer|key)$/
/** Names that hold such a word and yet no secret: a file, a switch, a number. */
const harmless =
  /(?:file|path|dir|url|uri|host|port|method|type|mode|timeout|ttl|length|len|only|required|enabled?|plugin|provider|name|stdin|size|id)$|^no-/
/** `--auth basic` says how, `--auth 3x4mple` says what. */
const authentication = /(?:^|[-_.])auth$/
const plainWord = /^[a-z][a-z-]{0,15}$/

const longestName = 128

/** Whether a name (of a flag, a variable, a field) is that of a secret, for the value that it has. */
export function namesSecret(name: string, value: string): boolean {
  if (name.length > longestName) return false
  const words = inWords(name)
  if (harmless.test(words)) return false
  if (authentication.test(words)) return !plainWord.test(value)
  return strong.test(words) || weak.test(words)
}

/** `--dbPassword` → `db-password`; the -D of Java is none of the name. */
function inWords(name: string): string {
  return name
    .replace(/^(?:-D|[-/]{1,2})/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
}

/** Schemes of an Authorization header (RFC 9110 section 11.6.2), and that of AWS. They are no secret, what follows is. */
export const authorizationScheme = /^(?:basic|bearer|token|digest|negotiate|aws4-hmac-sha256)$/i

/** Words that ask for a secret without being a flag: `requirepass x`, `Authorization: Bearer x`, `password: x`. */
const announcing =
  /^(?:password|passwd|passphrase|requirepass|masterauth|authtoken|add-authtoken|secret|token|bearer)$/i
const flag = /^-{1,2}[A-Za-z][-\w.]{0,127}$/

/** Whether the next word is a secret because of this one. */
export function announcesSecret(word: string, next: string): boolean {
  if (announcing.test(word)) return true
  if (flag.test(word)) return namesSecret(word, next)
  return word.endsWith(':') && (/^(?:proxy-)?authorization:$/i.test(word) || namesSecret(word.slice(0, -1), next))
}
