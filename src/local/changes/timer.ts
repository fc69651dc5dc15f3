import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { OperationError } from '../../lib/errors.ts'
import { ownProgram } from './own-program.ts'
import { complaintOf, runProgram } from './run-program.ts'

/** How long it may take to say that it waits. */
const longestStart = 30_000
/** The descriptor on which it says so. */
export const readyDescriptor = 3

/**
 * Something that takes a change back after `seconds`, unless it is confirmed by then. It belongs to no session and to no process of ours: it outlives this one, its
 * terminal and its connection. Returns once it waits.
 * @throws OperationError when it could not be started: nothing may be changed then
 */
export async function armTimer(id: string, seconds: number): Promise<void> {
  // A process of the session's own would be ended with it where logind says so (logind.conf(5), KillUserProcesses).
  if (existsSync('/run/systemd/system')) return armBySystemd(id, seconds)
  const [program = '', ...args] = ownProgram(['fix', '--at-deadline', id, '--wait', `${seconds}`])
  // setsid(2): no terminal's hang-up and no signal to our group reaches it.
  const child = spawn(program, args, { detached: true, cwd: '/', stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const ready = child.stdio[readyDescriptor]
  const isReady = await new Promise<boolean>((resolve) => {
    const timeout = setTimeout(() => resolve(false), longestStart)
    const answer = (value: boolean) => () => {
      clearTimeout(timeout)
      resolve(value)
    }
    ready?.once('data', answer(true))
    child.once('error', answer(false))
    child.once('exit', answer(false))
  })
  ready?.destroy()
  child.unref()
  if (!isReady)
    throw new OperationError('the process that would take the change back did not start, so nothing was changed')
}

async function armBySystemd(id: string, seconds: number): Promise<void> {
  // A timer starts though its program could not (SELinux, a namespace of mounts that process 1 does not see): by the deadline nobody would be told.
  await runBySystemd(['--wait'], ['fix', '--list'])
  const when = [`--on-active=${seconds}s`, '--timer-property=AccuracySec=100ms']
  const again = ['--property=Restart=on-failure', '--property=RestartSec=10']
  await runBySystemd([`--unit=portreeve-roll-back-${id}`, ...when, ...again], ['fix', '--at-deadline', id])
}

/** @throws OperationError */
async function runBySystemd(options: readonly string[], words: readonly string[]): Promise<void> {
  const ended = await runProgram(['systemd-run', '--quiet', '--collect', ...options, '--', ...ownProgram(words)])
  if (ended.code !== 0)
    throw new OperationError(
      `systemd could not start what would take the change back (${complaintOf(ended)}), so nothing was changed`,
    )
}
