import { spawn } from 'node:child_process'

/** npm follows its error with a page of help. */
const shownLines = 40

/** A step of the setup failed; the message is for the person, with what the step printed. */
export class SetupError extends Error {}

/**
 * Runs a program with one line on standard error that says what is going on, and shows what it printed only when it fails.
 * @param {string} doing e.g. `installing packages`
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
export async function runQuietly(doing, command, args, options = {}) {
  process.stderr.write(`portreeve: ${doing} …`)
  const started = performance.now()
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  /** @type {Buffer[]} */
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  const ending = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stderr.write(ending === 0 ? ` ${seconds} s\n` : ' failed\n')
  if (ending !== 0) {
    const lines = Buffer.concat(output).toString().trimEnd().split('\n')
    const shown = lines.length > shownLines ? [...lines.slice(0, shownLines), '…'] : lines
    throw new SetupError([`${[command, ...args].join(' ')} (${ending})`, ...shown].join('\n'))
  }
}
