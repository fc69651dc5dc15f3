/** How a program takes secrets in short flags, which mean other things elsewhere (-p is a port for most). */
export interface SecretFlags {
  /** Letters whose value is the next word: sshpass -p secret. */
  readonly apart?: string
  /** Letters whose value is in the same word: mysql -psecret. */
  readonly glued?: string
  /** Letters whose value is user:secret, either way; the user stays. */
  readonly login?: string
}

// From the manual page of each. `docker login -p`, but `docker run -p` is a port: the word `login` counts as a program.
const table: readonly (readonly [programs: string, flags: SecretFlags])[] = [
  ['mysql* mariadb* mycli', { glued: 'p' }],
  ['sshpass mongo* login', { apart: 'p', glued: 'p' }],
  ['useradd usermod rdesktop', { apart: 'p' }],
  ['7z 7za 7zr rar unrar', { glued: 'p' }],
  ['zip unzip sqlcmd bcp ipmitool', { apart: 'P', glued: 'P' }],
  ['redis-cli valkey-cli', { apart: 'a' }],
  ['ldap*', { apart: 'w', glued: 'w' }],
  ['openssl', { apart: 'kK' }],
  ['ss-server ss-local ss-redir ss-tunnel ssserver sslocal', { apart: 'k', glued: 'k' }],
  ['snmp*', { apart: 'cAX', glued: 'c' }],
  ['frpc frps', { apart: 't' }],
  ['curl wget', { apart: 'b', login: 'uU' }],
  ['http https xh', { login: 'a' }],
  ['ttyd gotty', { login: 'c' }],
  ['lftp turnserver', { login: 'u' }],
  ['smbclient rpcclient net', { login: 'U' }],
]
const byProgram = new Map(
  table.flatMap(([programs, flags]) => programs.split(' ').map((name) => [name, flags] as const)),
)
const family = /^(?:mysql|mariadb|mongo|ldap|snmp)/

/** What the short flags of a program mean; null for a word that is no program which takes secrets in them. */
export function secretFlagsOf(word: string): SecretFlags | null {
  const name = word.slice(word.lastIndexOf('/') + 1)
  return byProgram.get(name) ?? byProgram.get(`${family.exec(name)?.[0]}*`) ?? null
}

/** What a word is to the one that stands before it. */
export type Role = 'secret' | 'login' | 'nothing'

/** What the word after a short flag is. Letters may be bundled: curl -sSfu user:secret. */
export function roleAfter(before: string, flags: SecretFlags): Role {
  if (!/^-[A-Za-z]{1,8}$/.test(before)) return 'nothing'
  const last = before.at(-1) ?? ''
  if (flags.login?.includes(last)) return 'login'
  return flags.apart?.includes(last) && before.length === 2 ? 'secret' : 'nothing'
}

/** What stands behind the letter of a short flag, in the same word. */
export function roleWithin(word: string, flags: SecretFlags): Role {
  if (!/^-[A-Za-z][^-]/.test(word)) return 'nothing'
  const letter = word.charAt(1)
  if (flags.glued?.includes(letter)) return 'secret'
  return flags.login?.includes(letter) ? 'login' : 'nothing'
}

const loginFlag = /^--(?:proxy-)?(?:user|login|(?:src-|dest-)?creds|auth|basic[-_]auth)$/

/** Whether a long flag takes user:secret; `--user 1000:1000` of others has numbers only. */
export function takesLogin(flag: string, value: string): boolean {
  return loginFlag.test(flag) && value.includes(':') && !/^\d{1,10}:\d{1,10}$/.test(value)
}
