import type { Tls } from '../../model/service.ts'
import type { Conversation, IsWhole } from '../conversation.ts'
import { type Waits, waitsFor } from '../limits.ts'
import { Reply } from '../reply.ts'
import { type Handshake, type TlsVersion, tlsVersions } from '../tls/handshake.ts'
import { type Connection, type DialFailure, dial } from './connection.ts'
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
    return this.#terms.signal.aborted || performance.now() > this.#terms.deadline
  }

  /** A fresh connection in the clear, whatever there was before. Null when there is one. */
  async dial(): Promise<DialFailure | null> {
    this.close()
    const began = performance.now()
    const dialled = await dial(this.#subject, this.waits)
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
    const descriptor = this.#connection?.descriptor ?? null
    if (descriptor === null || process.platform !== 'linux') return 'silent'
    const [{ missingLibc }, { tcpInfo }] = await Promise.all([
      import('../../libc/library.ts'),
      import('../../libc/tcp-info.ts'),
    ])
    const info = missingLibc === null ? tcpInfo(descriptor) : null
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
    const reply = await this.#connection.receive(milliseconds, isWhole)
    const { lateAlert } = this.#connection
    if (this.tls !== null && lateAlert !== null) this.tls = { ...this.tls, alert: lateAlert }
    return reply
  }

  /** Shakes hands on this connection, from its first byte on. */
  async secure(): Promise<Handshake> {
    if (this.#connection === null) return { kind: 'other', reply: nothing }
    const shaken = await this.#connection.secure(this.#subject.hostname)
    if (shaken.kind !== 'other') this.tls = shaken.tls
    return shaken
  }

  /** Which versions of TLS it takes, a connection each; null when the budget is too small for all. */
  async supportedVersions(): Promise<readonly TlsVersion[] | null> {
    const supported: TlsVersion[] = []
    for (const version of tlsVersions) {
      if (this.isOver || this.connections >= this.budget || (await this.dial()) !== null) return null
      const shaken = await this.#connection!.secure(this.#subject.hostname, version)
      if (shaken.kind === 'secured') supported.push(version)
    }
    return supported
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
