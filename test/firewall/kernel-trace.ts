import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Host } from '../../lab/host.ts'
import { waitFor } from '../../lab/wait.ts'
import { keyOf, Prober, type Question } from './prober.ts'

/** What the kernel says that it did with a packet: each step as `family table chain handle effect`; a policy has no handle. */
export type KernelTrail = readonly string[]

const atOnce = 8
const unaskedPort = 9

/** Ours, before all others; it is not part of a trail. */
export const marker = 'portreeve_trace'

interface Followed {
  readonly key: string
  readonly steps: string[]
  /** It has come to its end: dropped, or past the last chain of `input` or `postrouting`. */
  whole: boolean
}

/** Asks the kernel itself what it does with packets: `nft monitor trace` on one host, packets from another. */
export class KernelTrace {
  readonly #trails = new Map<string, Followed>()
  readonly #monitor: ChildProcessByStdio<null, Readable, null>
  readonly #prober: Prober
  readonly #server: Host
  #isHeard = false
  #lost: string | null = null

  constructor(client: Host, server: Host) {
    this.#server = server
    const [monitor = '', ...words] = [...server.prefix(), 'stdbuf', '-oL', 'nft', '--handle', 'monitor', 'trace']
    this.#monitor = spawn(monitor, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: this.#monitor.stdout }).on('line', (line) => this.#heard(line))
    this.#prober = new Prober(client)
  }

  /**
   * Loads a ruleset in place of what there is. False: nft refuses it.
   * @param more loads what another program writes
   */
  async load(ruleset: string, more: () => Promise<void> = async () => {}): Promise<boolean> {
    const input = `flush ruleset
table inet ${marker} {
  chain marking {
    type filter hook prerouting priority -500;
    tcp flags & (syn|ack) == syn meta nftrace set 1
    meta l4proto udp meta nftrace set 1
  }
  chain ending {
    type filter hook input priority 500;
  }
  chain leaving {
    type filter hook postrouting priority 500;
  }
}
${ruleset}`
    const { code } = await this.#server.exec('nft', ['-f', '-'], { input, anyExit: true })
    if (code === 0) await more()
    return code === 0
  }

  /** Sends them and gives what became of each, in their order. A few at a time: who is told more than he reads loses some of it. */
  async ask(questions: readonly Question[]): Promise<readonly KernelTrail[]> {
    if (!this.#isHeard && questions[0] !== undefined) await this.#beginToListen(questions[0])
    const trails: KernelTrail[] = []
    for (let i = 0; i < questions.length; i += atOnce)
      trails.push(...(await this.#askFew(questions.slice(i, i + atOnce))))
    return trails
  }

  /** The monitor does not say when it is there: packets to a port that nobody asks about are sent until one of them is heard. */
  async #beginToListen(question: Question): Promise<void> {
    await waitFor('the monitor to listen', async () => {
      await this.#prober.send([{ ...question, transport: 'udp', port: unaskedPort }])
      return this.#trails.size > 0
    })
    this.#isHeard = true
  }

  async #askFew(questions: readonly Question[]): Promise<readonly KernelTrail[]> {
    this.#trails.clear()
    this.#lost = null
    await this.#prober.send(questions)
    const find = (question: Question) => [...this.#trails.values()].find(({ key }) => key === keyOf(question))
    await waitFor('the trace to be whole', () => {
      if (this.#lost !== null) throw new Error(`part of the trace is lost: ${this.#lost}`)
      return questions.every((question) => find(question)?.whole === true)
    })
    return questions.map((question) => find(question)?.steps ?? [])
  }

  stop(): void {
    this.#monitor.kill()
    this.#prober.stop()
  }

  #heard(line: string): void {
    if (line.includes('lost')) this.#lost = line
    const head = /^trace id (\w+) (\w+) (\S+) (\S+) (packet:|rule|unknown rule|policy) ?(.*)$/.exec(line)
    if (head === null) return
    const [, id = '', family, table, chain, kind, rest = ''] = head
    const trail = this.#trails.get(id)
    if (trail === undefined) {
      if (kind === 'packet:') this.#trails.set(id, { key: keyOfPacket(rest), steps: [], whole: false })
      return
    }
    if (trail.whole || kind === 'packet:') return
    if (table === marker) {
      trail.whole = chain !== 'marking'
      return
    }
    const step = kind === 'policy' ? `policy ${rest.split(' ')[0]}` : ruleStep(rest)
    trail.steps.push(`${family} ${table} ${chain} ${step}`)
    trail.whole = step.endsWith(' drop')
  }
}

/** It does not know the words of rules that came after it; their handles it does. */
function ruleStep(text: string): string {
  const [, handle, verdict, target = ''] = /handle (\d+) \(verdict (\w+)(?: (\S+))?\)$/.exec(text) ?? []
  return `${handle} ${verdict} ${target}`.trim()
}

function keyOfPacket(text: string): string {
  const transport = text.includes('udp dport') ? 'udp' : 'tcp'
  return `${transport} ${address(text, 'saddr')} ${address(text, 'daddr')} ${/dport (\d+)/.exec(text)?.[1]}`
}

function address(text: string, which: 'saddr' | 'daddr'): string | undefined {
  return new RegExp(`ip6? ${which} (\\S+)`).exec(text)?.[1]
}
