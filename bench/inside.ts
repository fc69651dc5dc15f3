// The inside view beside `ss -ltnup`: 10,000 sockets that listen, held by 1,000 processes, in a network namespace.
//   sudo node --import tsx bench/inside.ts [processes] [sockets per process] [another main.js]
// Measures whole processes, from start to end of output, of the built dist/cli/main.js (npm run build).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLab } from '../lab/lab.ts'
import { median } from './measure.ts'

const [processes = 1000, each = 10] = process.argv.slice(2, 4).map(Number)
const rounds = 9
/** Goal of the project: no more than this above ss. */
const allowanceMs = 100

// Perl is essential on Debian (perl-base) and forks cheaply: a child holds the sockets that were open at the time.
const farm = `
use strict; use Socket; $| = 1;
my ($processes, $each) = @ARGV; my ($port, @children) = (10000);
for (1 .. $processes) {
  my @sockets;
  for (1 .. $each) {
    my $socket; socket($socket, PF_INET, SOCK_STREAM, 0) && bind($socket, pack_sockaddr_in($port++, INADDR_LOOPBACK)) && listen($socket, 16) or die $!;
    push @sockets, $socket;
  }
  my $child = fork() // die $!;
  if (!$child) { $SIG{TERM} = 'DEFAULT'; sleep 600; exit }
  push @children, $child; @sockets = ();
}
$SIG{TERM} = sub { kill 'TERM', @children; exit };
print "ready\\n"; sleep 600; kill 'TERM', @children;
`

const program = process.argv[4] ?? fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`)

const lab = await createLab('bench')
const host = await lab.host('farm')
const daemon = await host.spawn('perl', ['-e', farm, `${processes}`, `${each}`], {
  ready: { output: /ready/ },
  timeoutMs: 60_000,
})
try {
  const ours = [process.execPath, program, 'ports', '--no-color']
  const contestants = {
    'ss -ltnup': ['ss', '-ltnup'],
    'portreeve ports': ours,
    'portreeve ports --format jsonl': [...ours, '--format', 'jsonl'],
    'node -e 0': [process.execPath, '-e', '0'],
  }
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]))
  // Taking turns lets a load that comes and goes meet everybody.
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(contestants)) times.get(name)?.push(timed(command))
  }
  const ss = median(times.get('ss -ltnup') ?? [])
  console.log(`${processes} processes, ${processes * each} listening sockets, ${rounds} rounds (median, least)`)
  for (const [name, list] of times) {
    const middle = median(list)
    const beside = name.startsWith('portreeve')
      ? `  ${(middle / ss).toFixed(2)} × ss, ${(middle - ss).toFixed(0)} ms above it (goal: at most ${allowanceMs})`
      : ''
    console.log(
      `${name.padEnd(32)}${middle.toFixed(0).padStart(6)} ms${Math.min(...list)
        .toFixed(0)
        .padStart(6)} ms${beside}`,
    )
  }
} finally {
  await daemon.stop()
  await lab.destroy()
}

/** Milliseconds of a whole process in the namespace. */
function timed(command: readonly string[]): number {
  const [first = '', ...rest] = ['ip', 'netns', 'exec', host.namespace, ...command]
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(first, rest, { maxBuffer: 256 * 1024 * 1024 })
  const took = performance.now() - start
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${stderr}`)
  if (command.includes('ss') && stdout.toString().split('\n').length < processes * each)
    throw new Error('ss missed some')
  return took
}
