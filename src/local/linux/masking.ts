/** What stands in the place of a secret. */
const mask = '***'
const longestCommand = 1024
const mostArguments = 256
const longestArgument = 1024

// Words that name a secret wherever they stand in a name: db-password, AWS_SECRET_ACCESS_KEY, apiToken, requirepass.
const strong =
  'pass(?:word|wd|phrase|code)|requirepass|masterauth|secret|token|api[-_]?key|(?:access|private)[-_]?key|credential'
// And those that do so as the last word only: MYSQL_PWD, but not --bypass-cache or --keyring.
const weak = 'pass|pwd|cookie|bearer|key'
const secretName = new RegExp(`^[-\\w.]{0,64}?(?:(?:${strong})[-\\w.]{0,64}|(?:^|[-_.])(?:${weak}))$`, 'i')
/** Names that hold such a word and yet no secret: a file, a switch, a number. */
const harmlessName =
  /(?:file|path|dir|url|uri|host|port|method|type|mode|timeout|ttl|length|len|only|required|enabled?|plugin|provider|name)$|^-*no-/i

/** `--name=value`, `NAME=value`, `name:value` is left alone (too many things look so). */
const assignment = /^(-{0,2}[A-Za-z_][-\w.]{0,127})=(.+)$/s
const flag = /^-{1,2}[A-Za-z][-\w.]{0,127}$/
/** user:secret@ in a URL. Bounded repetition, so that it stays linear. */
const urlPassword = /([a-z][a-z0-9+.-]{0,31}:\/\/[^\s/?#:@]{0,256}):[^\s/?#]{1,256}@/gi
const urlToken =
  /([?&][-\w.]{0,64}?(?:password|passwd|pwd|secret|token|api[-_]?key|apikey|access[-_]?key|signature)=)[^&\s]{1,1024}/gi
const authorizationHeader =
  /\b((?:proxy-)?authorization:\s{0,8}(?:basic|bearer|token|digest)?\s{0,8}|x-[-a-z]{0,32}(?:key|token):\s{0,8})\S{1,1024}/gi

/** Programs of the MySQL family, sshpass and alike take the secret in the same word: -psecret. */
const gluedPassword =
  /(?:^|\/)(?:mysql\w*|mysqladmin|mysqldump|mariadb[-\w]*|sshpass|mongo|mongosh|mongodump|mongorestore)$/
/** Programs whose separate -p value is a secret as well (for most others it is a port). */
const separatePassword = /(?:^|\/)(?:sshpass|mongo|mongosh|mongodump|mongorestore|ldap\w+)$/
/** Programs whose -a, -w or -u user:secret value is one. */
const valueFlags: readonly { readonly program: RegExp; readonly flag: RegExp }[] = [
  { program: separatePassword, flag: /^-p$/ },
  { program: /(?:^|\/)redis-cli$/, flag: /^-a$/ },
  { program: /(?:^|\/)ldap\w+$/, flag: /^-w$/ },
  { program: /(?:^|\/)openssl$/, flag: /^-(?:pass|passin|passout|k|K)$/ },
]
/** curl -u user:secret and its like: the user stays. */
const userFlag = /^(?:-u|--user|--proxy-user|-U)$/
const curlLike = /(?:^|\/)(?:curl|wget|http|https)$/

/**
 * A command line for people to read: arguments joined with spaces, everything that looks like a secret replaced by
 * `***`, at most 1024 characters. Errs on the side of hiding.
 */
export function maskCommandLine(commandLine: readonly string[]): string {
  const words = commandLine.slice(0, mostArguments).map((word) => word.slice(0, longestArgument))
  const program = words[0] ?? ''
  const shown = words.map((word, index) => maskWord(word, index === 0 ? '' : (words[index - 1] ?? ''), program))
  const line = shown.join(' ')
  const cut = words.length < commandLine.length || line.length > longestCommand
  return cut ? `${line.slice(0, longestCommand - 1)}…` : line
}

function maskWord(word: string, before: string, program: string): string {
  if (isSecretAfter(before, program) && !flag.test(word)) return mask
  if (userFlag.test(before) && curlLike.test(program)) return word.replace(/:.*$/s, `:${mask}`)
  if (gluedPassword.test(program) && /^-p[^-\s]/.test(word)) return `-p${mask}`
  if (/\s/.test(word)) return word.startsWith('-') ? maskText(maskAssignment(word)) : maskSentence(word)
  return maskAssignment(maskText(word))
}

/** A whole command inside one argument: `sh -c "mysql -psecret"`, or a title that the program wrote. */
function maskSentence(text: string): string {
  const words = maskText(text).split(/(\s+)/)
  let before = ''
  let program = ''
  return words
    .map((word, index) => {
      if (index % 2 === 1 || word === '') return word
      if (program === '' || gluedPassword.test(word) || curlLike.test(word)) program = word
      const shown = maskWord(word, before, program)
      before = word
      return shown
    })
    .join('')
}

function isSecretAfter(before: string, program: string): boolean {
  if (flag.test(before) && namesSecret(before)) return true
  return valueFlags.some((rule) => rule.program.test(program) && rule.flag.test(before))
}

function namesSecret(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name)
}

function maskText(text: string): string {
  return text
    .replace(urlPassword, `$1:${mask}@`)
    .replace(urlToken, `$1${mask}`)
    .replace(authorizationHeader, `$1${mask}`)
}

function maskAssignment(word: string): string {
  const match = assignment.exec(word)
  if (match === null) return word
  const [, name = '', value = ''] = match
  if (namesSecret(name)) return `${name}=${mask}`
  // -e FOO_TOKEN=…, --env=FOO_TOKEN=…, -Dspring.password=…
  return value.includes('=') ? `${name}=${maskAssignment(value)}` : word
}
