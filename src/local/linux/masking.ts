import { roleAfter, roleWithin, type SecretFlags, secretFlagsOf, takesLogin } from './secret-flags.ts'
import { announcesSecret, authorizationScheme, namesSecret } from './secret-names.ts'
import { mask, maskShapes } from './secret-shapes.ts'

const longestCommand = 1024
const mostArguments = 256
/** Longer than what is shown, so that a secret at the edge is whole and recognised. */
const longestArgument = 4096
/** Commands within arguments of commands: sudo sh -c "… sh -c '…'". */
const deepest = 3

/** `--name=value`, `NAME=value`, `--name:value`, `/name:value`. */
const assignment = /^(-{0,2}[A-Za-z_][-\w.]{0,127}=|(?:--|\/)[A-Za-z][-\w.]{0,127}:)(.+)$/s
/** What follows a flag that takes a secret and is a flag itself, not a secret that begins with a hyphen. */
const anotherFlag = /^(?:-[A-Za-z]|--[a-z][-a-z0-9]{0,63}(?:=.*)?)$/s
/** Words as a shell splits them; a quote that nobody closes is a letter. */
const shellWords = /(?:"(?:[^"\\]|\\.){0,2048}"|'[^']{0,2048}'|[^\s"']|["'])+/g
const quoted = /^(["'])(.*)\1$/s

/**
 * A command line for people to read: arguments joined with spaces, everything that looks like a secret replaced by
 * `***`, at most 1024 characters. Errs on the side of hiding.
 */
export function maskCommandLine(commandLine: readonly string[]): string {
  const words = commandLine.slice(0, mostArguments).map((word) => word.slice(0, longestArgument))
  const line = maskWords(words, 0).join(' ')
  const cut = words.length < commandLine.length || line.length > longestCommand
  return cut ? `${line.slice(0, longestCommand - 1)}…` : line
}

function maskWords(words: readonly string[], depth: number): string[] {
  let before = ''
  let flags: SecretFlags | null = null
  return words.map((word) => {
    // sudo, env, timeout and docker exec are followed by the program that matters.
    flags = secretFlagsOf(word) ?? flags
    const shown = maskWord(word, before, flags, depth)
    before = word
    return shown
  })
}

function maskWord(word: string, before: string, flags: SecretFlags | null, depth: number): string {
  if (announcesSecret(before, word) && !anotherFlag.test(word)) {
    // `Authorization: Bearer x` in words of its own: the scheme stays, and announces what follows.
    return authorizationScheme.test(word) ? word : mask
  }
  if (takesLogin(before, word)) return maskLogin(word)
  if (flags !== null) {
    const after = roleAfter(before, flags)
    if (after === 'secret') return mask
    if (after === 'login') return maskLogin(word)
    const within = roleWithin(word, flags)
    if (within === 'secret') return `${word.slice(0, 2)}${mask}`
    if (within === 'login') return maskLogin(word)
  }
  const isSentence = /\s/.test(word) && depth < deepest
  // `TOKEN=x exec app` is a command to a shell, and a token with blanks to anybody else.
  if (isSentence && isCommandAfter(before)) return maskSentence(word, depth)
  return maskAssignment(word) ?? (isSentence ? maskSentence(word, depth) : maskShapes(word))
}

/** Whether an argument is a command for a shell, or the title that a program gave itself. */
function isCommandAfter(before: string): boolean {
  return before === '' || /^-[a-z]{0,4}c$/.test(before)
}

/** The user stays: user:secret, user%secret (Samba), user,secret (lftp). */
function maskLogin(word: string): string {
  return word.replace(/[:%,].*$/s, (rest) => `${rest.charAt(0)}${mask}`)
}

/** Null when the word is none, or of something else. */
function maskAssignment(word: string): string | null {
  const [, name = '', value = ''] = assignment.exec(word) ?? []
  const bare = name.slice(0, -1)
  if (name === '') return null
  if (bare === '/p' || namesSecret(bare, value)) return `${name}${mask}`
  if (takesLogin(bare, value)) return `${name}${maskLogin(value)}`
  // -e FOO_TOKEN=…, --env=FOO_TOKEN=…, --set=auth.password=…
  const inner = maskAssignment(value)
  return inner === null ? null : `${name}${inner}`
}

/** A whole command inside one argument: `sh -c "mysql -psecret"`, or a title that the program wrote. */
function maskSentence(text: string, depth: number): string {
  const masked = maskShapes(text)
  const words = masked.match(shellWords) ?? []
  const shown = maskWords(
    words.map((word) => quoted.exec(word)?.[2] ?? word),
    depth + 1,
  )
  let index = 0
  return masked.replace(shellWords, (word) => {
    const quote = quoted.exec(word)?.[1] ?? ''
    return `${quote}${shown[index++] ?? mask}${quote}`
  })
}
