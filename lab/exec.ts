import { spawn } from 'node:child_process'
import { constants } from 'node:os'

export interface Outcome {
  /** Exit code; 128 + n when signal n ended it, as a shell says it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface ExecOptions {
  /** Written to its standard input, which is then closed. Without it, standard input is empty. */
  readonly input?: string
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** After this long it is killed, and the call fails. Default 60,000 ms. */
  readonly timeoutMs?: number
  /** Give back any exit code instead of failing on all but 0. */
  readonly anyExit?: boolean
}

/** A command of the lab did not do what it should. The message has the command and what it printed. */
export class LabError extends Error {
  override readonly name = 'LabError'
}

/**
 * Runs a program to its end and gives back what it printed.
 * @throws LabError when it cannot be started, takes too long, or exits with another code than 0 (see `anyExit`).
 */
export async function run(command: string, args: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
  const { input, env, cwd, timeoutMs = 60_000, anyExit = false } = options
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  })
  const words = [command, ...args].join(' ')
  const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] }
  child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk))
  // A program that ends without reading its input breaks the pipe; its exit code tells the story.
  child.stdin.on('error', () => {})
  child.stdin.end(input)

  const code = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new LabError(`${words}: still running after ${timeoutMs} ms\n${Buffer.concat(output.stderr)}`))
    }, timeoutMs)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new LabError(`${words}: ${error.message}`))
    })
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve(exitCode ?? 128 + signalNumber(signal))
    })
  })
  const stdout = Buffer.concat(output.stdout).toString()
  const stderr = Buffer.concat(output.stderr).toString()
  if (code !== 0 && !anyExit) throw new LabError(`${words}: exit ${code}\n${stderr || stdout}`)
  return { code, stdout, stderr }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal]
}
