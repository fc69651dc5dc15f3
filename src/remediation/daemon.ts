/** Where a distribution keeps a file: `debian`, `fedora`, `arch`, `alpine`, `suse` as in ID and ID_LIKE of os-release(5); `any` for all others. */
export type Places = Readonly<
  Partial<Record<'debian' | 'fedora' | 'arch' | 'alpine' | 'suse' | 'any', string | readonly string[]>>
>

/** What the daemon is to listen on. */
export interface Wanted {
  readonly port: number
  readonly transport: 'tcp' | 'udp'
  /** Loopback of both families, or one address. */
  readonly addresses: readonly string[]
  readonly isLoopback: boolean
}

/** One setting of a configuration file of lines. */
export interface Setting {
  readonly files: Places
  /** As the daemon's documentation calls it. */
  readonly key: string
  /** Lines that set it now, without those that are commented out. */
  readonly pattern: RegExp
  /** What stands there then, in the place of the first such line; the others go. */
  lines(wanted: Wanted): readonly string[]
  /** Turns a line that sets it into the new one instead; null leaves it as it is. For settings that may stand often. */
  readonly rewrite?: (line: string, wanted: Wanted) => string | null
  /** What is rewritten stands there once, however often it stood there. */
  readonly once?: true
  /** Where no line sets it, none is added. */
  readonly onlyReplaced?: true
  /** Where no line sets it, this is the block that a new one belongs to, of which there may be many. */
  readonly within?: string
  /** A new setting goes to the beginning: what stands after a heading of some kind belongs to it. */
  readonly atTop?: true
  /** The line after which it belongs: `[mysqld]`, `net:`. Without one a new setting goes to the end. */
  readonly section?: string
}

/** A daemon that can be told where to listen: one file in `daemons/`, found by the generated registry. */
export interface Daemon {
  readonly title: string
  /** Names of its processes, as the kernel shows them: 15 characters at most. */
  readonly processes: readonly string[]
  readonly settings: readonly Setting[]
  /** Left out: for all of its ports. */
  readonly decides?: (wanted: Pick<Wanted, 'port' | 'transport'>) => boolean
  /** Ports that the kernel itself holds for it. */
  readonly kernelPorts?: readonly number[]
  /** Its unit or init script, where it is known to have another name than the one that runs. */
  readonly service: string
  /** `reload` where that is enough to listen elsewhere. */
  readonly takesEffect: 'restart' | 'reload'
  /** A command that tells whether the changed files are right. */
  readonly test?: readonly string[]
  /** What to know before. */
  readonly caution?: string
  /** Documentation that this is from. */
  readonly source: string
}

export function defineDaemon(daemon: Daemon): Daemon {
  return daemon
}

/** `[::1]` */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** `[::1]:80` */
export function withPort(address: string, port: number): string {
  return `${bracketed(address)}:${port}`
}
