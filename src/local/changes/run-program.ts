import { execFile } from 'node:child_process'

export interface Ended {
  /** Null: it could not be started, took too long, or was killed. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a listing of a ruleset may take. */
const longestOutput = 64 * 1024 * 1024
const longestRun = 60_000

/**
 * Runs a program to its end, without a shell. Its words are those of the C locale. Never rejects: what went wrong is in the answer.
 */
export function runProgram(argv: readonly string[]): Promise<Ended> {
  const [program = '', ...args] = argv
  const options = { encoding: 'utf8', maxBuffer: longestOutput, timeout: longestRun, killSignal: 'SIGKILL' } as const
  // An empty part would be the working directory.
  const path = [process.env.PATH, '/usr/sbin:/sbin:/usr/bin:/bin'].filter(Boolean).join(':')
  const env = { ...process.env, LC_ALL: 'C', PATH: path }
  return new Promise((resolve) => {
    execFile(program, args, { ...options, env }, (error, stdout, stderr) => {
      const failed = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code: failed, stdout, stderr: stderr === '' && error !== null ? error.message : stderr })
    })
  })
}

/** What it said when it failed, as one line. */
export function complaintOf({ stderr, code }: Ended): string {
  const line = stderr.trim().split('\n').slice(0, 3).join(' ').slice(0, 300)
  return line === '' ? `exit code ${code}` : line
}
