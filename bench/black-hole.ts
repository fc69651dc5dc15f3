// How fast one thread sends when nobody answers: ours, zmap, and a C loop with the same system calls, by the count of the interface.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { pair } from '../lab/topologies.ts'
import { median, usualEnvironment } from './measure.ts'
import type { Tool } from './tools.ts'

export interface BlackHoleFigures {
  readonly packets: number
  /** Median of the rounds, by tool: portreeve, loop (in C), and what rivals there are. */
  readonly rates: readonly { readonly tool: string; readonly perSecond: number }[]
}

const packets = 2 ** 22
const [network, firstAddress] = ['10.64.0.0/10', '10.64.0.0']
const lookEveryMs = 100
/** Start and end of a tool's work are left out: only the packets between these shares are timed. */
const [from, to] = [0.1, 0.9]

/** `tools` that scan by packets and can be told to ask once. Tools take turns. */
export async function blackHoleBench(
  tools: readonly Tool[],
  rounds: number,
  say: (line: string) => void,
): Promise<BlackHoleFigures> {
  const lab = await createLab('bench')
  try {
    const { client, server } = await pair(lab)
    const nextHop = await server.mac()
    await client.route(network, server.ipv4)
    await client.ip(`neigh replace ${server.ipv4} lladdr ${nextHop} nud permanent dev eth0`)
    await server.nft(dropAtOnce)
    const job = { target: network, ports: '80', pace: 'max', once: true, path: { device: 'eth0', nextHop } } as const
    const contestants = tools.map((tool) => ({ tool: tool.name, command: tool.command(job) }))
    const loop = await cLoop(lab, client, nextHop)
    if (loop === null) say('skipped the C loop: there is no C compiler')
    else contestants.push({ tool: 'loop', command: loop })
    const rates = new Map(contestants.map(({ tool }) => [tool, [] as number[]]))
    for (let round = 0; round < rounds; round++) {
      for (const { tool, command } of contestants) {
        say(`black hole, round ${round + 1}: ${tool}`)
        rates.get(tool)?.push(await rateOf(command, client))
      }
    }
    return { packets, rates: [...rates].map(([tool, measured]) => ({ tool, perSecond: median(measured) })) }
  } finally {
    await lab.destroy()
  }
}

/** Before the kernel looks at them. */
const dropAtOnce = `table netdev hole {
  chain ingress {
    type filter hook ingress device eth0 priority -500; policy drop;
  }
}
`

async function cLoop(lab: Lab, client: Host, nextHop: string): Promise<readonly [string, ...string[]] | null> {
  const program = join(lab.directory, 'black-hole')
  const source = fileURLToPath(new URL('black-hole.c', import.meta.url))
  if (spawnSync('cc', ['-O2', '-o', program, source]).status !== 0) return null
  return [program, 'eth0', await client.mac(), nextHop, client.ipv4, firstAddress, `${packets}`]
}

/** Packets a second. @throws Error when the command sends next to nothing */
async function rateOf(command: readonly string[], client: Host): Promise<number> {
  const counter = spawn(client.prefix()[0]!, [...client.prefix().slice(1), process.execPath, '-e', countSent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const samples: { ms: number; sent: number }[] = []
  counter.stdout.on('data', (line: Buffer) => samples.push({ ms: performance.now(), sent: Number(line) }))
  await once(counter.stdout, 'data')
  const [program = '', ...args] = [...client.prefix(), ...command]
  const sender = spawn(program, args, { env: usualEnvironment, stdio: 'ignore', timeout: 300_000 })
  await once(sender, 'close')
  counter.kill()
  await once(counter, 'close')
  const [first, last] = [samples[0]!.sent, samples.at(-1)!.sent]
  const at = (share: number) => samples.find(({ sent }) => sent >= first + share * (last - first))!
  const [begin, end] = [at(from), at(to)]
  if (last - first < packets / 2) throw new Error(`${program} sent ${last - first} of ${packets} packets`)
  return ((end.sent - begin.sent) / (end.ms - begin.ms)) * 1000
}

const countSent = `setInterval(() => console.log(require('fs').readFileSync('/sys/class/net/eth0/statistics/tx_packets', 'latin1').trim()), ${lookEveryMs})`
