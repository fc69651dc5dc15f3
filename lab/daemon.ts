import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { LabError } from './exec.ts'
import { openPorts } from './sockets.ts'
import { waitFor } from './wait.ts'

/** What must hold before a daemon counts as started. All that is named must hold. */
export interface Ready {
  /** Ports that listen in its namespace. */
  readonly tcp?: number | readonly number[]
  readonly udp?: number | readonly number[]
  /** Something it prints, on either stream. */
  readonly output?: RegExp
}

export interface SpawnOptions {
  readonly ready?: Ready
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** How long it may take to get ready. Default 20,000 ms. */
  readonly timeoutMs?: number
}

/** Text kept of what a daemon prints: enough to say why it failed, however much it talks. */
const keptOutput = 64 * 1024

/** A program that runs in the background of a host until it is stopped or the lab ends. */
export class Daemon {
  /** Everything it printed so far on both streams; the last 64 KiB of it. */
  output = ''
  /** Its exit code or signal name, once it has ended. */
  ended: string | undefined
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #closed: Promise<void>

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    const { cwd, env } = options
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-keptOutput)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    this.#closed = new Promise((resolve) => {
      child.once('error', (error) => {
        this.ended = error.message
        resolve()
      })
      // Not `close`: a daemon that forks itself away keeps the pipes open for good.
      child.once('exit', (code, signal) => {
        this.ended = signal ?? `exit ${code}`
        resolve()
      })
    })
    this.#child = child
  }

  /** Process id of the program itself: nothing stands between it and us. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new LabError(`it did not start: ${this.ended}`)
    return this.#child.pid
  }

  /** Asks it to end, and after 5 seconds makes it. Returns when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended !== undefined) return
    this.#child.kill(signal)
    const force = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await this.#closed
    clearTimeout(force)
  }

  /** Resolves when it has ended by itself or by `stop`. */
  async end(): Promise<string> {
    await this.#closed
    return this.ended ?? ''
  }

  /** Waits until `ready` holds. A daemon that ends with another code than 0 before that has failed. */
  async waitUntil(namespace: string, ready: Ready, timeoutMs = 20_000): Promise<void> {
    const tcp = [ready.tcp ?? []].flat()
    const udp = [ready.udp ?? []].flat()
    const holds = async () => {
      if (this.ended !== undefined && this.ended !== 'exit 0') throw new LabError(`it ended (${this.ended})`)
      if (ready.output !== undefined && !ready.output.test(this.output)) return false
      if (tcp.length + udp.length === 0) return true
      const open = await openPorts(namespace, this.#child.pid)
      return tcp.every((port) => open.tcp.has(port)) && udp.every((port) => open.udp.has(port))
    }
    try {
      await waitFor(`tcp ${tcp.join()} udp ${udp.join()} ${ready.output ?? ''}`, holds, timeoutMs)
    } catch (error) {
      throw new LabError(`${this.#child.spawnargs.join(' ')}: ${(error as Error).message}\n${this.output}`)
    }
  }
}
