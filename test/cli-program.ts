// The built program, run on a host of the lab as a person runs it.
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../lab/exec.ts'
import type { Host, HostExecOptions } from '../lab/host.ts'

export const mainFile = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

/** Longer than any of these runs takes, shorter than the patience of a test. */
const longestRunMs = 60_000

export function portreeve(host: Host, args: readonly string[], options: HostExecOptions = {}): Promise<Outcome> {
  return host.exec(process.execPath, [mainFile, ...args], { anyExit: true, timeoutMs: longestRunMs, ...options })
}

/** Standard error without notes: what else runs on this machine may be worth one (sockets of processes that cannot be seen). */
export function complaints(stderr: string): string {
  return stderr.replace(/^portreeve: note: .*\n?/gm, '')
}

/** Records of `--format jsonl`. */
export function recordsOf<Record = { [name: string]: unknown }>(stdout: string): Record[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record)
}

/** Counts what a host sends from now on. */
export async function countPackets(host: Host): Promise<() => Promise<number>> {
  await host.nft(`table inet count {}
delete table inet count
table inet count {
  counter sent {}
  chain output {
    type filter hook output priority -200; policy accept;
    oifname != "lo" meta l4proto { tcp, udp } counter name sent
  }
}
`)
  return async () => {
    const { stdout } = await host.exec('nft', ['list', 'counter', 'inet', 'count', 'sent'])
    return Number(/packets (\d+)/.exec(stdout)?.[1])
  }
}
