import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { LabError } from './exec.ts'

/** What a TCP listener does with a connection; UDP knows `hold` (says nothing), `banner` and `echo`. */
export type Answer = 'hold' | 'close' | 'reset' | 'echo' | 'endless' | { readonly banner: string }

export interface Ports {
  readonly tcp?: readonly number[]
  readonly udp?: readonly number[]
  /** Address to bind. Default `::`, which takes IPv4 as well for TCP and UDP. */
  readonly address?: string
  /** Default: TCP holds the connection in silence, UDP echoes. */
  readonly answer?: Answer
}

const script = fileURLToPath(new URL('listener-process.mjs', import.meta.url))

/** One process of a host that holds thousands of real listening sockets, opened and closed as a test goes on. */
export class Listeners {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface
  #turn: Promise<void> = Promise.resolve()

  /** `prefix` are the words that lead into the namespace. */
  constructor(prefix: readonly string[]) {
    const [command = '', ...args] = [...prefix, process.execPath, script]
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.stdin.on('error', () => {})
    this.#reader = createInterface({ input: this.#child.stdout })
    this.#lines = this.#reader[Symbol.asyncIterator]()
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new LabError('the listener process did not start')
    return this.#child.pid
  }

  /** Returns when all of them listen. @throws LabError when one cannot be opened (the port is taken). */
  open(ports: Ports): Promise<void> {
    return this.#ask('open', ports)
  }

  /** Closes these and their connections; `address` must be the one that they were opened with. */
  close(ports: Ports): Promise<void> {
    return this.#ask('close', ports)
  }

  /** Closes everything at once, as when a server process dies. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await ended
    this.#reader.close()
  }

  /** One request at a time: answers come in the order of the requests. */
  #ask(does: 'open' | 'close', ports: Ports): Promise<void> {
    const request = async () => {
      const { address = '::', tcp = [], udp = [] } = ports
      for (const behaviour of ['tcp', 'udp'] as const) {
        const list = behaviour === 'tcp' ? { tcp, udp: [] } : { tcp: [], udp }
        if (list.tcp.length + list.udp.length === 0) continue
        const message = {
          does,
          address,
          ...list,
          behaviour: spell(ports.answer ?? (behaviour === 'tcp' ? 'hold' : 'echo')),
        }
        this.#child.stdin.write(`${JSON.stringify(message)}\n`)
        const { value, done } = await this.#lines.next()
        if (done || value !== 'ok')
          throw new LabError(`${does} ${describe(ports)}: ${value ?? 'the listener process died'}`)
      }
    }
    const result = this.#turn.then(request)
    this.#turn = result.catch(() => {})
    return result
  }
}

function spell(answer: Answer): { answer: string; text: string } {
  return typeof answer === 'string' ? { answer, text: '' } : { answer: 'banner', text: answer.banner }
}

function describe({ tcp = [], udp = [], address = '::' }: Ports): string {
  const some = (ports: readonly number[]) => `${ports.slice(0, 5).join()}${ports.length > 5 ? '…' : ''}`
  return `${address} tcp ${some(tcp)} udp ${some(udp)}`
}
