import type { Fact } from '../model/service.ts'
import type { Conversation, IsWhole } from './conversation.ts'
import type { HelloContext } from './hello-context.ts'
import type { Reply } from './reply.ts'

/** What a reply shows. What is left out was not told. Text of a peer stays as it came: it is cut and escaped by who takes it. */
export interface Match {
  /** As in the catalogue (knowledge/): `ssh`, `http`, `redis`. Inside TLS it is the same word, and the service says `tls`. */
  readonly protocol: string
  readonly product?: string | undefined
  readonly version?: string | undefined
  readonly vendor?: string | undefined
  /** Operating system that it names: `Debian 12`, `Windows Server 2022`. */
  readonly os?: string | undefined
  /** `router`, `printer`, `camera`, `nas`, `bmc`, `phone`, … */
  readonly deviceType?: string | undefined
  /** CPE 2.3 names (cpe.ts). */
  readonly cpe?: readonly string[] | undefined
  readonly facts?: Readonly<Record<string, Fact | undefined>> | undefined
  /** Host names that it tells. */
  readonly names?: readonly string[] | undefined
  /** How sure, 0 to 1. Default 0.9: its own magic or wording. Below 0.5: other protocols answer like this too. */
  readonly confidence?: number | undefined
}

export interface Example {
  /** What was sent before: nothing (the server greets), or a hello. Default: this detector's hello if it has one. */
  readonly after?: 'greeting' | 'hello'
  /** Bytes, or text of which each character is one byte (latin1). */
  readonly reply: string | Uint8Array
  /** What the peer says to each further question of `converse`, in their order. Left out: only `match` is tried. */
  readonly talk?: readonly (string | Uint8Array)[]
  /** What must come out; what else comes out is not looked at. */
  readonly expect: Match
}

/**
 * Worst that a detector does: `passive` only reads; `hello` opens the protocol as any client does; `query` asks something of a
 * public, reading kind, too. None logs in, writes or guesses: log-ins are apart from
 * detectors (login.ts), and are attempted only when a person asks for them.
 */
export type Safety = 'passive' | 'hello' | 'query'

/** How to know one protocol. One file each in `detectors/`, named by its id. */
export interface Detector {
  readonly id: string
  readonly transport: 'tcp' | 'udp'
  readonly summary: string
  /** Where the layout and words come from: RFC and section, specification, source file of the daemon. */
  readonly source: string
  /** Where it usually is, in the clear. */
  readonly ports: readonly number[]
  /** Where it usually is inside TLS from the first byte. */
  readonly tlsPorts?: readonly number[]
  /** Of several that match, the highest wins: 0 to 100. 90: magic that nobody else has; 50: its usual words; 10: a guess by shape. */
  readonly specificity: number
  readonly safety: Safety
  /** The server speaks first. `slowly`: it takes longer than a round trip and 300 ms (it looks up our name before). */
  readonly greets?: boolean | 'slowly'
  /** Whoever speaks before it has greeted is turned away, or worse: on its ports nothing is said before. */
  readonly punishesEarlyTalk?: boolean
  /** The first bytes of a client. UDP: the datagram; name it by `payload` instead when knowledge/payloads has it. */
  readonly hello?: (context: HelloContext) => Uint8Array
  /** Whether the reply to the hello is whole; left out: it ends when nothing more comes for a while. */
  readonly isWhole?: IsWhole
  /** UDP: the file in knowledge/payloads/ whose datagram is the hello. */
  readonly payload?: string
  /**
   * Least intensity (1 to 9) at which the hello goes to ports that are not its own. Left out: it never does. Little for what
   * is common on odd ports and answers nothing but its own hello.
   */
  readonly elsewhere?: number
  /** Most connections to such a service, this one included, where the daemon counts them against us. Default: no limit of its own. */
  readonly mostConnections?: number
  /** Whether the bytes are this protocol's. Offered every reply, whoever asked. Pure; never throws, whatever the bytes. */
  match(reply: Reply): Match | null
  /** Asks on, over the connection on which it matched. Gives the match with what it learned; when it throws, what `match` said stands. */
  converse?(conversation: Conversation, match: Match, reply: Reply): Promise<Match>
  readonly examples: readonly Example[]
}

/** @see Detector */
export function defineDetector(detector: Detector): Detector {
  return detector
}
