// The inside view beside `ss -ltnup`: 10,000 sockets that listen, held by 1,000 processes, in a network namespace.
//   sudo node --import tsx bench/inside.ts [processes] [sockets per process] [another main.js]
// Measures whole processes, from start to end of output, of the built dist/cli/main.js (npm run build).
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { labAvailable } from '../lab/available.ts'
import type { Daemon } from '../lab/daemon.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { waitFor } from '../lab/wait.ts'
import { median, usualEnvironment } from './measure.ts'

/** Goal of the project: no more than this above ss. */
const allowanceMs = 100
const rounds = 9

export interface InsideFigures {
  readonly processes: number
  readonly sockets: number
  /** Medians of whole processes that took turns, in milliseconds. */
  readonly ssMs: number
  /** `portreeve ports` as a person runs it: the table. */
  readonly ourMs: number
  readonly jsonlMs: number
  /** A Node that does nothing. */
  readonly nodeMs: number
  /** Ours above ss; at most `allowanceMs` is the goal. */
  readonly differenceMs: number
  readonly allowanceMs: number
}

export interface InsideOptions {
  readonly processes?: number
  readonly each?: number
  readonly program?: string
}

// Perl is essential on Debian (perl-base) and forks cheaply: a child holds the sockets that were open at the time.
const farm = `
use strict; use Socket; $| = 1;
my ($processes, $each, $everywhere) = @ARGV; my ($port, @children) = (10000);
for (1 .. $processes) {
  my @sockets;
  for (1 .. $each) {
    my $socket; socket($socket, PF_INET, SOCK_STREAM, 0) && bind($socket, pack_sockaddr_in($port++, $everywhere ? INADDR_ANY : INADDR_LOOPBACK)) && listen($socket, 16) or die $!;
    push @sockets, $socket;
  }
  my $child = fork() // die $!;
  if (!$child) { $SIG{TERM} = 'DEFAULT'; sleep 600; exit }
  push @children, $child; @sockets = ();
}
$SIG{TERM} = sub { kill 'TERM', @children; exit };
print "ready\\n"; sleep 600; kill 'TERM', @children;
`

/** Measures both, or says why it cannot. @throws Error when one of them misses a socket or fails */
export async function insideBench(options: InsideOptions = {}): Promise<InsideFigures | { readonly skipped: string }> {
  const { processes = 1000, each = 10, program = builtProgram() } = options
  const available = labAvailable()
  if (!available.ok) return { skipped: available.reason }
  if (!existsSync(program)) return { skipped: `${program} is missing: npm run build` }
  const lab = await createLab('bench')
  try {
    const host = await lab.host('farm')
    const daemon = await startFarm(lab, host, { processes, each, everywhere: false })
    const enter = ['ip', 'netns', 'exec', host.namespace]
    const ours = [...enter, process.execPath, program, 'ports', '--no-color']
    const contestants = [
      [...enter, 'ss', '-ltnup'],
      ours,
      [...ours, '--format', 'jsonl'],
      [...enter, process.execPath, '-e', '0'],
    ]
    const least = [processes * each, processes * each, processes * each, 0]
    const times = contestants.map((): number[] => [])
    // Taking turns lets a load that comes and goes meet everybody.
    for (let round = 0; round < rounds; round++) {
      for (const [index, command] of contestants.entries()) times[index]?.push(timed(command, least[index] ?? 0))
    }
    await daemon.stop()
    const [ssMs = 0, ourMs = 0, jsonlMs = 0, nodeMs = 0] = times.map(median)
    const differenceMs = ourMs - ssMs
    return { processes, sockets: processes * each, ssMs, ourMs, jsonlMs, nodeMs, differenceMs, allowanceMs }
  } finally {
    await lab.destroy()
  }
}

interface Farm {
  readonly processes: number
  readonly each: number
  /** On all IPv4 addresses; else on loopback alone. */
  readonly everywhere: boolean
}

/** Processes that hold sockets which listen, from port 10000 on. */
export async function startFarm(lab: Lab, host: Host, { processes, each, everywhere }: Farm): Promise<Daemon> {
  const ready = { ready: { output: /ready/ }, timeoutMs: 60_000 }
  // From a file: with the script in it, every command line would be ten times as long as what runs on servers.
  const script = join(lab.directory, 'farm.pl')
  writeFileSync(script, farm)
  const daemon = await host.spawn('perl', [script, `${processes}`, `${each}`, everywhere ? '1' : '0'], ready)
  const enter = ['ip', 'netns', 'exec', host.namespace]
  await waitFor('every socket to listen', () => listening(enter) === processes * each)
  return daemon
}

export function builtProgram(): string {
  return fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
}

/** Sockets that listen now. */
function listening(enter: readonly string[]): number {
  return outputOf([...enter, 'ss', '-Hltn']).split('\n').length - 1
}

/** Milliseconds of a whole process that has to print at least so many lines. */
function timed(command: readonly string[], leastLines: number): number {
  const start = performance.now()
  const output = outputOf(command)
  const took = performance.now() - start
  const lines = output.split('\n').length - 1
  if (lines < leastLines) throw new Error(`${command.join(' ')} printed ${lines} lines for ${leastLines} sockets`)
  return took
}

function outputOf([first = '', ...rest]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(first, rest, {
    env: usualEnvironment,
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'latin1',
  })
  if (status !== 0) throw new Error(`${[first, ...rest].join(' ')} failed: ${stderr}`)
  return stdout
}

async function main([processes = '1000', each = '10', program]: readonly string[]): Promise<void> {
  const options = { processes: Number(processes), each: Number(each), ...(program === undefined ? {} : { program }) }
  const figures = await insideBench(options)
  if ('skipped' in figures) return console.log(`skipped: ${figures.skipped}`)
  const { ssMs, ourMs, jsonlMs, nodeMs, differenceMs } = figures
  const ms = (value: number): string => `${value.toFixed(0).padStart(6)} ms`
  console.log(`${figures.processes} processes, ${figures.sockets} listening sockets, median of ${rounds} rounds
ss -ltnup                       ${ms(ssMs)}
portreeve ports                 ${ms(ourMs)}  ${differenceMs.toFixed(0)} ms above ss (goal: at most ${allowanceMs})
portreeve ports --format jsonl  ${ms(jsonlMs)}  ${(jsonlMs - ssMs).toFixed(0)} ms above ss
node -e 0                       ${ms(nodeMs)}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2))
