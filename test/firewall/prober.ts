import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Host } from '../../lab/host.ts'
import { waitFor } from '../../lab/wait.ts'

/** The first packet of a connection. */
export interface Question {
  readonly transport: 'tcp' | 'udp'
  readonly from: string
  readonly to: string
  readonly port: number
}

export function keyOf({ transport, from, to, port }: Question): string {
  return `${transport} ${from} ${to} ${port}`
}

/** Sends first packets of connections from a host: see prober.mjs. */
export class Prober {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  #sent = 0

  constructor(host: Host) {
    const program = fileURLToPath(new URL('prober.mjs', import.meta.url))
    const [command = '', ...words] = [...host.prefix(), process.execPath, program]
    this.#process = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.#process.stdout }).on('line', () => {
      this.#sent += 1
    })
  }

  /** Returns when all of them are on their way; those of the list before are let go of. */
  async send(questions: readonly Question[]): Promise<void> {
    const sent = this.#sent + 1
    this.#process.stdin.write(`${questions.map((question) => `${keyOf(question)}\n`).join('')}\n`)
    await waitFor('the packets to be sent', () => this.#sent >= sent)
  }

  stop(): void {
    this.#process.stdin.end()
  }
}
