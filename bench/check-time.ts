// `portreeve check` of a machine with 200 listeners and 2,000 rules that name 1,000 ports: whole processes, from start to end of output, of the
// built dist/cli/main.js (npm run build), less the time in which they probe.
//   sudo node --import tsx bench/check-time.ts
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { labAvailable } from '../lab/available.ts'
import type { Host } from '../lab/host.ts'
import { createLab } from '../lab/lab.ts'
import { builtProgram, startFarm } from './inside.ts'
import { median, usualEnvironment } from './measure.ts'

/** Goal of the project: no more than this besides the probes. */
const allowanceMs = 2000
const rounds = 5
const [listeners, rules, ports] = [200, 2000, 1000]

export interface CheckFigures {
  readonly listeners: number
  readonly rules: number
  readonly allowanceMs: number
  readonly rows: readonly {
    readonly firewall: string
    readonly records: number
    readonly wholeMs: number
    readonly besidesMs: number
  }[]
}

interface Run {
  readonly records: number
  readonly wholeMs: number
  readonly besidesMs: number
}

/** Measures it with rules of nftables and with those of iptables, or says why it cannot. @throws Error when a check fails */
export async function checkBench(): Promise<CheckFigures | { readonly skipped: string }> {
  const available = labAvailable()
  if (!available.ok) return { skipped: available.reason }
  const rows: CheckFigures['rows'][number][] = []
  for (const [firewall, load] of Object.entries(firewalls)) {
    const lab = await createLab('bench')
    try {
      const [machine, neighbour] = [await lab.host('machine'), await lab.host('neighbour')]
      await lab.link(machine, neighbour, { a: ['10.9.0.2/24', 'fd09::2/64'], b: ['10.9.0.1/24'] })
      await machine.route('default', '10.9.0.1')
      await load(machine)
      const farm = await startFarm(lab, machine, { processes: listeners, each: 1, everywhere: true })
      const runs: Run[] = []
      for (let round = 0; round < rounds; round++) runs.push(await timed(machine))
      await farm.stop()
      const middle = (of: keyof Run) => median(runs.map((run) => run[of]))
      rows.push({ firewall, records: middle('records'), wholeMs: middle('wholeMs'), besidesMs: middle('besidesMs') })
    } finally {
      await lab.destroy()
    }
  }
  return { listeners, rules, allowanceMs, rows }
}

const firewalls: Readonly<Record<string, (machine: Host) => Promise<void>>> = {
  nftables: (machine) => machine.nft(nftRules()),
  iptables: async (machine) => {
    await machine.exec('iptables-restore', [], { input: iptablesRules() })
    await machine.exec('ip6tables-restore', [], { input: iptablesRules().replaceAll(/-s \S+ /g, '-s fd10::/16 ') })
  },
}

/** Each of the ports is let in by a rule for one network and by one for everybody; the lowest are those that somebody serves. */
const numbered = Array.from({ length: rules }, (_, i) => {
  return { port: 10_000 + (i % ports), network: i < ports ? `198.18.${i % 250}.0/24` : null }
})

function nftRules(): string {
  const lines = numbered.map(({ port, network }) => {
    return `    ${network === null ? '' : `ip saddr ${network} `}tcp dport ${port} counter accept`
  })
  return ['table inet filter {', '  chain input {', '    type filter hook input priority 0; policy drop;']
    .concat('    iif lo accept', '    ct state established,related accept', lines, '  }', '}', '')
    .join('\n')
}

function iptablesRules(): string {
  const lines = numbered.map(({ port, network }) => {
    return `-A INPUT ${network === null ? '' : `-s ${network} `}-p tcp -m tcp --dport ${port} -j ACCEPT`
  })
  return ['*filter', ':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]', '-A INPUT -i lo -j ACCEPT']
    .concat('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', lines, 'COMMIT', '')
    .join('\n')
}

const probeClock = new URL('./probe-clock.mjs', import.meta.url).href

async function timed(machine: Host): Promise<Run> {
  const [program = '', ...enter] = machine.prefix()
  const start = performance.now()
  const child = spawn(program, [...enter, process.execPath, '--import', probeClock, builtProgram(), 'check'], {
    env: usualEnvironment,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  })
  const [output, probing] = await Promise.all([textOf(child.stdio[1]!), textOf(child.stdio[3]!), once(child, 'close')])
  const wholeMs = performance.now() - start
  const probeMs = Number.parseFloat(probing)
  if (child.exitCode !== 0 || !(probeMs > 0)) throw new Error(`portreeve check failed: ${output.slice(0, 500)}`)
  return { records: recordsIn(output), wholeMs, besidesMs: wholeMs - probeMs }
}

/** `host · 1 unknown, 2,989 unused-rule · 5.2 s`, the last line but for notes. */
function recordsIn(output: string): number {
  const [, exposures = ''] =
    output
      .split('\n')
      .findLast((line) => line.includes(' · '))
      ?.split(' · ') ?? []
  return exposures.split(', ').reduce((sum, each) => sum + Number.parseInt(each.replaceAll(',', ''), 10), 0)
}

async function textOf(stream: NodeJS.ReadableStream | { readonly writable: boolean }): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function main(): Promise<void> {
  const figures = await checkBench()
  if ('skipped' in figures) return console.log(`skipped: ${figures.skipped}`)
  for (const { firewall, records, wholeMs, besidesMs } of figures.rows)
    console.log(
      `${firewall}: ${records} records, ${wholeMs.toFixed(0)} ms, ${besidesMs.toFixed(0)} ms besides the probes`,
    )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
