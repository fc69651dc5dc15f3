import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measurement {
  readonly seconds: number
  /** Largest resident set of the program, in MB (10^6 bytes); null when GNU time is not there. */
  readonly megabytes: number | null
  readonly stdout: string
  /** Null when it had to be ended. */
  readonly exitCode: number | null
}

/** Longest that one run of one tool may take. */
const limitMs = 600_000

/**
 * What programs are measured in: this environment without extra certificates. For these Node parses all of its own as
 * well at every start (Node 20: 180 ms of processor time instead of 55), which few machines ask for.
 */
export const usualEnvironment: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined }

/** Runs a command from start to exit, wall time by our clock, memory by GNU time. */
export async function measure(command: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'portreeve-bench-'))
  const memoryFile = join(folder, 'memory')
  try {
    const startedAt = performance.now()
    const { stdout, exitCode } = await runToEnd(['/usr/bin/time', '-q', '-o', memoryFile, '-f', '%M', ...command])
    const seconds = (performance.now() - startedAt) / 1000
    return { seconds, megabytes: readMegabytes(memoryFile), stdout, exitCode }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runToEnd([program = '', ...args]: readonly string[]): Promise<{ stdout: string; exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: usualEnvironment,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ stdout: Buffer.concat(chunks).toString(), exitCode }))
  })
}

function readMegabytes(file: string): number | null {
  // GNU time counts in units of 1,024 bytes.
  const kibibytes = Number(readFileSync(file, 'utf8').trim())
  return Number.isFinite(kibibytes) && kibibytes > 0 ? (kibibytes * 1024) / 1e6 : null
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
