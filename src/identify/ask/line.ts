import type { Tls } from '../../model/service.ts'
import type { Conversation, IsWhole } from '../conversation.ts'
import { type Waits, waitsFor } from '../limits.ts'
import { Reply } from '../reply.ts'
import { type Handshake, type TlsVersion, tlsVersions } from '../tls/handshake.ts'
import { type Connection, type DialFailure, dial, spared } from './connection.ts'
import type { Ending } from './inbox.ts'
import type { Subject, Terms } from './subject.ts'

const nothing = new Reply(new Uint8Array())

/** The line to one endpoint: one connection at a time, in the clear or inside TLS, within a budget of connections and time. */
export class Line implements Conversation {
  readonly host: string
  readonly port: number
  waits: Waits
  /** How long the first connection took to come about, in milliseconds. */
  rttMs: number | null = null
  /** Most connections that may be made; whoever learns more of the daemon lowers it. */
  budget: number
  connections = 0
  /** What is offered by ALPN inside TLS. */
  alpn: string | undefined
  tls: Tls | null = null
  /** May be taken off: hellos hand it on to payloads. */
  readonly random = (bytes: number): Uint8Array => this.#terms.random(bytes)
  readonly #subject: Subject
  readonly #terms: Terms
  #connection: Connection | null = null

  constructor(subject: Subject, terms: Terms, budget: number) {
    const { address, hostname, port } = subject
    this.#subject = subject
    this.#terms = terms
    this.budget = budget
    this.host = hostname ?? (address.includes(':') ? `[${address}]` : address)
    this.port = port
    this.waits = waitsFor(subject.rttMs)
  }

  get isTls(): boolean {
    return this.tls !== null
  }

  /** How the peer ended the connection; null while it has not. */
  get ending(): Ending | null {
    return this.#connection?.ending ?? null
  }

  get isOpen(): boolean {
    return this.#connection !== null && this.ending === null && !this.isOver
  }

  /** Whether the time of the whole interview is up. */
  get isOver(): boolean {
    const { signal, deadline, isSpared } = this.#terms
    return signal.aborted || performance.now() > deadline || (isSpared?.() ?? false)
  }

  /** A fresh connection in the clear, whatever there was before. Null when there is one. */
  async dial(): Promise<DialFailure | null> {
    this.close()
    await this.#terms.turn?.()
    if (this.#terms.isSpared?.()) return spared
    const began = performance.now()
    const dialled = await dial(this.#subject, this.waits, this.#terms.signal)
    if ('kind' in dialled) return dialled
    if (this.rttMs === null) this.#measured(performance.now() - began)
    this.connections++
    this.#connection = dialled
    return null
  }

  async reconnect(): Promise<boolean> {
    if (this.isOver || this.connections >= this.budget) return false
    if ((await this.dial()) !== null) return false
    if (this.tls === null || this.tls.startTls !== null) return true
    return (await this.secure()).kind === 'secured'
  }

  ask(question: string | Uint8Array, isWhole?: IsWhole): Promise<Reply> {
    this.send(typeof question === 'string' ? Buffer.from(question, 'latin1') : question)
    return this.read(isWhole)
  }

  send(bytes: Uint8Array): void {
    this.#connection?.send(bytes)
  }

  /** What a peer that keeps silent did with what it was sent. */
  async silence(): Promise<'silent' | 'acknowledges-data' | 'zero-window'> {
    if (process.platform !== 'linux') return 'silent'
    const [{ missingLibc }, { tcpInfo }] = await Promise.all([
      import('../../libc/library.ts'),
      import('../../libc/tcp-info.ts'),
    ])
    // Only now: a socket that has closed meanwhile may have left its number to another.
    const descriptor = this.#connection?.descriptor ?? null
    const info = descriptor === null || missingLibc !== null ? null : tcpInfo(descriptor)
    if (info === null) return 'silent'
    if (info.window === 0) return 'zero-window'
    return info.unacknowledged === 0 && info.unsent === 0 ? 'acknowledges-data' : 'silent'
  }

  read(isWhole?: IsWhole): Promise<Reply> {
    return this.listen(this.waits.answerMs, isWhole)
  }

  /** What comes within so many milliseconds, with all that follows it. */
  async listen(milliseconds: number, isWhole?: IsWhole): Promise<Reply> {
    if (this.#connection === null || this.isOver) return nothing
    const connection = this.#connection
    const reply = await connection.receive(Math.min(milliseconds, this.#terms.deadline - performance.now()), isWhole)
    const { lateAlert } = connection
    if (this.tls !== null && lateAlert !== null) this.tls = { ...this.tls, alert: lateAlert }
    return reply
  }

  /** Shakes hands on this connection, from its first byte on. */
  async secure(): Promise<Handshake> {
    if (this.#connection === null) return { kind: 'other', reply: nothing }
    const shaken = await this.#connection.secure(this.#subject.hostname, { alpn: this.alpn })
    // What an earlier handshake showed is not undone by a later one that fails.
    if (shaken.kind === 'secured' || (shaken.kind !== 'other' && this.tls === null)) this.tls = shaken.tls
    if (shaken.kind !== 'secured') this.close()
    return shaken
  }

  /** Which versions of TLS it takes, a connection each; null when that cannot be told of all. */
  async supportedVersions(): Promise<readonly TlsVersion[] | null> {
    const supported: TlsVersion[] = []
    for (const version of tlsVersions) {
      if (this.isOver || this.connections >= this.budget || (await this.dial()) !== null) return null
      const shaken = await this.#connection!.secure(this.#subject.hostname, { version })
      if (shaken.kind === 'secured') supported.push(version)
      // Only who says no has said it: a reset may be a limit of rate.
      else if (shaken.kind !== 'refused' || shaken.tls.alert === null) return null
    }
    return supported
  }

  /** The protocol, when it is chosen once it is offered by ALPN; null when not. */
  async chosenOf(alpn: string): Promise<string | null> {
    if (this.isOver || this.connections >= this.budget || (await this.dial()) !== null) return null
    const shaken = await this.#connection!.secure(this.#subject.hostname, { alpn })
    return shaken.kind === 'secured' ? shaken.tls.alpn : null
  }

  async startTls(protocol: string, request?: Uint8Array): Promise<Tls | null> {
    if (request !== undefined) this.#connection?.send(request)
    const shaken = await this.secure()
    if (shaken.kind === 'other') return null
    this.tls = { ...shaken.tls, startTls: protocol }
    return shaken.kind === 'secured' ? this.tls : null
  }

  /** A scan's round trip is the better one: here, a busy event loop counts as well. */
  #measured(milliseconds: number): void {
    this.rttMs = milliseconds
    if (this.#subject.rttMs === null) this.waits = waitsFor(milliseconds)
  }

  close(): void {
    this.#connection?.close()
    this.#connection = null
  }
}
