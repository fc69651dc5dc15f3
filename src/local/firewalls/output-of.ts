import { execFile } from 'node:child_process'

/** Why a program said nothing. */
export interface Unsaid {
  /** It is not installed. */
  readonly isAbsent: boolean
  /** What it complained of. */
  readonly complaint: string
}

const longestOutput = 256 * 1024 * 1024
const patienceMs = 30_000

/** What a program that lists rules says; it is run without a shell. */
export function outputOf(program: string, args: readonly string[]): Promise<string | Unsaid> {
  // Users who are not root have no sbin in their PATH.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
  const options = { env, maxBuffer: longestOutput, timeout: patienceMs }
  return new Promise((resolve) => {
    execFile(program, args, options, (error, output, complaint) => {
      if (error === null) resolve(output)
      else resolve({ isAbsent: error.code === 'ENOENT', complaint: complaint === '' ? error.message : complaint })
    })
  })
}
