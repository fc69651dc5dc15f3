import { Socket } from 'node:net'
import { FrameReader, framed } from '../../confined/frames.ts'
import { type StartedChild, startChild } from '../../confined/start-child.ts'
import type { IdentifyOptions } from '../engine.ts'
import type { Channel, Listener, OpenChannel } from './channel.ts'
import { encodeOrder, type Order } from './orders.ts'
import { mostAnswerBytes, type Saying } from './sayings.ts'

/** Starts whoever asks in a process of its own that has no rights, or says why it cannot be. */
export function startAskingProcess(): StartedChild | string {
  return startChild({ name: 'what asks services', code: 'identify/apart/child.cjs', channels: ['stream'] })
}

/** To a process of its own. */
export async function processChannel(options: IdentifyOptions, child: StartedChild): Promise<OpenChannel> {
  // The schemas take as long to load as a process to start.
  const { understood } = await import('./said.ts')
  return (listener) => {
    const channel = new ProcessChannel(child, understood, listener)
    channel.tell({ kind: 'begin', options })
    return channel
  }
}

class ProcessChannel implements Channel {
  readonly #pid: number
  readonly #line: Socket
  readonly #understood: (bytes: Uint8Array) => Saying | null
  readonly #listener: Listener
  readonly #reader = new FrameReader(mostAnswerBytes)
  #isOver = false

  constructor({ pid, channels }: StartedChild, understood: (bytes: Uint8Array) => Saying | null, listener: Listener) {
    this.#pid = pid
    this.#understood = understood
    this.#listener = listener
    this.#line = new Socket({ fd: channels[0]! })
    this.#line.on('data', (piece) => this.#hear(piece))
    // What it has said may still be there when it is gone, and writing to it fails: the end of the line follows.
    this.#line.on('error', () => {})
    this.#line.on('close', () => this.#end('the process that asks has ended'))
  }

  tell(order: Order): void {
    if (this.#line.writable) this.#line.write(framed(encodeOrder(order)))
  }

  close(): void {
    this.kill()
  }

  /** It has nothing to lose. */
  kill(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#line.destroy()
    try {
      process.kill(this.#pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  #hear(piece: Uint8Array): void {
    try {
      for (const bytes of this.#reader.push(piece)) if (!this.#isOver) this.#act(this.#understood(bytes))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#end(error.message)
    }
  }

  #act(said: Saying | null): void {
    if (said === null) this.#end('what asks services said something that makes no sense')
    else if (said.kind === 'failed') this.#end(said.reason)
    else this.#listener.heard(said.kind === 'answer' ? [said] : [])
  }

  #end(why: string): void {
    this.kill()
    this.#listener.ended(why)
  }
}
