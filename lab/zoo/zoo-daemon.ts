/** What a daemon finds when it starts: a machine of its own, which ends with it (own-machine.ts). */
export interface Place {
  /** An empty folder that anybody may write to. */
  readonly dir: string
  /** IPv4 address of the host. */
  readonly address: string
  /** A certificate for zoo.test and its key, in PEM, which anybody may read; `both` has them in one file. */
  readonly cert: string
  readonly key: string
  readonly both: string
}

export interface Start {
  /** Files of its folder, or with a path from / of its machine. */
  readonly files?: Readonly<Record<string, string>>
  /** What a shell runs, as root. The daemon stays in the foreground, so it ends with `exec`. */
  readonly script: string
}

/** A port and what is true of it. */
export interface Endpoint {
  readonly port: number
  /** Default tcp. */
  readonly transport?: 'udp'
  /** As our detectors call it. */
  readonly protocol: string
  /** Left out: nothing that it says tells its product. */
  readonly product?: string
  /** Left out: nothing that it says tells its version. */
  readonly version?: 'revealed'
  /** TLS from the first byte. */
  readonly tls?: true
  /** It asks for a password or a key before it does anything. */
  readonly password?: true
}

/** One daemon of the zoo. */
export interface ZooDaemon {
  /** Debian packages that have its programs. The first one's version is the daemon's. */
  readonly packages: readonly string[]
  /** Those of them that exclude other packages. What is not installed of these is unpacked aside, and laid over /usr and /etc for this daemon alone. */
  readonly aside?: readonly string[]
  /** The version in its own words, out of that of the package; several when it has several. */
  readonly versionOf?: (upstream: string) => string | readonly string[]
  readonly start: (place: Place) => Start
  readonly endpoints: readonly Endpoint[]
}

/** @see ZooDaemon */
export function defineZooDaemon(daemon: ZooDaemon): ZooDaemon {
  return daemon
}
