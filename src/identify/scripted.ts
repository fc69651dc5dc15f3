// no foreign bytes: what it plays back comes from examples
import type { Tls } from '../model/service.ts'
import type { Conversation } from './conversation.ts'
import { Reply } from './reply.ts'

/** A peer that says what an example says, for contract tests: one reply to each question, then nothing. */
export class ScriptedPeer implements Conversation {
  readonly host = '192.0.2.1'
  readonly port: number
  readonly isTls = false
  readonly tls: Tls | null = null
  readonly questions: Uint8Array[] = []
  readonly #replies: (string | Uint8Array)[]

  constructor(port: number, replies: readonly (string | Uint8Array)[]) {
    this.port = port
    this.#replies = [...replies]
  }

  get isOpen(): boolean {
    return this.#replies.length > 0
  }

  random(bytes: number): Uint8Array {
    return new Uint8Array(bytes).fill(0x2a)
  }

  ask(question: string | Uint8Array): Promise<Reply> {
    this.questions.push(typeof question === 'string' ? Buffer.from(question, 'latin1') : question)
    return this.read()
  }

  read(): Promise<Reply> {
    return Promise.resolve(Reply.of(this.#replies.shift() ?? ''))
  }

  reconnect(): Promise<boolean> {
    return Promise.resolve(this.#replies.length > 0)
  }

  startTls(): Promise<null> {
    return Promise.resolve(null)
  }
}
