import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Measurement {
  readonly seconds: number
  /** Most memory of the program and all its children at one time, in MB (10^6 bytes); null when it was too quick to be looked at. */
  readonly megabytes: number | null
  readonly stdout: string
  /** Null when it had to be ended. */
  readonly exitCode: number | null
}

/** Longest that one run of one tool may take: a thousand closed UDP ports take 17 minutes. */
const limitMs = 1_500_000
/** Rare enough to cost the program nothing. */
const lookEveryMs = 200

/**
 * What programs are measured in: this environment without extra certificates. For these Node parses all of its own as
 * well at every start (Node 20: 180 ms of processor time instead of 55), which few machines ask for.
 */
export const usualEnvironment: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined }

/** Runs a command from start to exit, wall time by our clock, memory by the kernel's account. */
export function measure([program = '', ...args]: readonly string[]): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(program, args, {
      env: usualEnvironment,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    let bytes = 0
    const look = setInterval(() => {
      bytes = Math.max(bytes, child.pid === undefined ? 0 : memoryOf(child.pid))
    }, lookEveryMs)
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (exitCode) => {
      clearInterval(look)
      const seconds = (performance.now() - startedAt) / 1000
      const megabytes = bytes === 0 ? null : bytes / 1e6
      resolve({ seconds, megabytes, stdout: Buffer.concat(chunks).toString(), exitCode })
    })
  })
}

/** Memory in bytes of a process and its descendants; what they share is counted once (Pss, proc_pid_smaps(5)). */
function memoryOf(pid: number): number {
  const kibibytes = Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
  return kibibytes * 1024 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0)
}

/** Empty when the process is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
