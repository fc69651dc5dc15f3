import { createSocket, type Socket } from 'node:dgram'
import type { Conversation } from '../conversation.ts'
import { waitsFor } from '../limits.ts'
import { Reply } from '../reply.ts'
import { type DialFailure, failureOf } from './connection.ts'
import type { Subject, Terms } from './subject.ts'

/** Datagrams that wait to be read; what comes beyond is dropped. */
const mostWaiting = 16

const nothing = new Reply(new Uint8Array())

/** Datagrams to and from one UDP endpoint, within a budget of questions and time. Each reply is one datagram. */
export class DatagramLine implements Conversation {
  readonly host: string
  readonly port: number
  readonly isTls = false
  readonly tls = null
  /** Datagrams that were sent, but for repeated ones. */
  questions = 0
  /** How often a question is sent until it is answered: it may get lost. */
  attempts = 2
  readonly #subject: Subject
  readonly #terms: Terms
  readonly #budget: number
  readonly #answerMs: number
  readonly #isAnyPort: boolean
  readonly #waiting: Uint8Array[] = []
  #socket: Socket | null = null
  #failure: DialFailure | null = null
  #wake: (() => void) | null = null

  /** @param repliesFromOtherPort as TFTP does: what comes from any port of the host is let in */
  constructor(subject: Subject, terms: Terms, budget: number, repliesFromOtherPort = false) {
    const { address, hostname, port, rttMs } = subject
    this.host = hostname ?? (address.includes(':') ? `[${address}]` : address)
    this.port = port
    this.#subject = subject
    this.#terms = terms
    this.#budget = budget
    this.#answerMs = waitsFor(rttMs).answerMs
    this.#isAnyPort = repliesFromOtherPort
    terms.signal.addEventListener('abort', this.#abort)
  }

  /** Why nothing comes back: an ICMP error said that nobody is there, or it could not be sent. */
  get failure(): DialFailure | null {
    return this.#failure
  }

  get isOpen(): boolean {
    return this.#isHeard && performance.now() < this.#terms.deadline && this.questions < this.#budget
  }

  /** A function of its own: payloads take it out of their context. */
  readonly random = (bytes: number): Uint8Array => this.#terms.random(bytes)

  /** The first datagram that comes back; empty when none does. */
  ask(question: string | Uint8Array): Promise<Reply> {
    return this.attempt(question, this.attempts)
  }

  async attempt(question: string | Uint8Array, attempts: number): Promise<Reply> {
    if (!this.isOpen) return nothing
    this.#socket ??= await this.#open()
    if (this.#failure !== null) return nothing
    for (let sent = 0; sent < attempts; sent++) {
      await this.#terms.turn?.()
      if (!this.#isHeard || this.#terms.isSpared?.() === true) break
      // Meanwhile the answer may have come after all; what came before the question is none to it.
      if (sent > 0 && this.#waiting.length > 0) return this.read()
      if (sent === 0) this.#begin()
      this.#send(typeof question === 'string' ? Buffer.from(question, 'latin1') : question)
      const reply = await this.read()
      if (!reply.isEmpty) return reply
    }
    return nothing
  }

  /** The next datagram. */
  async read(): Promise<Reply> {
    if (this.#waiting.length === 0 && this.#isHeard) await this.#arrival()
    const bytes = this.#waiting.shift()
    return bytes === undefined ? nothing : new Reply(bytes)
  }

  reconnect(): Promise<false> {
    return Promise.resolve(false)
  }

  startTls(): Promise<null> {
    return Promise.resolve(null)
  }

  close(): void {
    this.#terms.signal.removeEventListener('abort', this.#abort)
    this.#socket?.close()
    this.#socket = null
  }

  #begin(): void {
    this.questions++
    this.#waiting.length = 0
  }

  /** Whether there is anything to wait for. */
  get #isHeard(): boolean {
    return this.#failure === null && !this.#terms.signal.aborted
  }

  readonly #abort = () => this.#wake?.()

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#answerMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #send(datagram: Uint8Array): void {
    const { address, port } = this.#subject
    if (this.#isAnyPort) this.#socket?.send(datagram, port, address, this.#onSent)
    else this.#socket?.send(datagram, this.#onSent)
  }

  /** Connected where it can be: the kernel lets in only what comes from the endpoint then, and tells of ICMP errors. */
  #open(): Promise<Socket> {
    const { address, port } = this.#subject
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.on('message', (message, from) => {
      if (this.#isAnyPort && from.address !== address) return
      if (this.#waiting.length < mostWaiting) this.#waiting.push(message)
      this.#wake?.()
    })
    return new Promise((resolve) => {
      const settle = (error?: Error | null) => {
        this.#onSent(error ?? null)
        resolve(socket)
      }
      socket.on('error', settle)
      if (this.#isAnyPort) socket.bind(0, () => settle())
      else socket.connect(port, address, settle)
    })
  }

  readonly #onSent = (error: Error | null) => {
    if (error === null) return
    this.#failure ??= failureOf(error)
    this.#wake?.()
  }
}
