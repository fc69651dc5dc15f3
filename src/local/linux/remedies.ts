import { readFileSync } from 'node:fs'
import type { Container, Holder, Listener } from '../../model/listener.ts'
import { asRootCommand, shellWord } from './as-root.ts'
import { decodeCgroups, type Unit, unitOf } from './cgroup.ts'
import { decodeProcessStat } from './process-stat.ts'

/** One way to free a port: a command for a person to run, and what it does. */
export interface Remedy {
  readonly command: string
  readonly does: string
}

/** More processes than these are not named one by one. */
const mostProcesses = 16

/** Ways to free the port of a listener, the best first. */
export function remediesFor(listener: Listener): Remedy[] {
  if (listener.pid === null) return process.geteuid?.() === 0 ? [] : [showProcess()]
  if (listener.pid === 1) return [socketUnit(listener)]
  if (listener.process === 'docker-proxy') return [publishedPort(listener)]
  if (listener.container !== null) return [stopContainer(listener.container)]
  const unit = unitOfProcess(listener.pid)
  return unit !== null && isStoppable(unit) ? [stopUnit(unit), killProcesses(listener)] : [killProcesses(listener)]
}

function showProcess(): Remedy {
  return { command: asRootCommand(), does: 'shows the process, which only root may see' }
}

/** systemd holds sockets for services that it starts at the first connection. */
function socketUnit({ port }: Listener): Remedy {
  return {
    command: `systemctl list-sockets | grep -w ${port}`,
    does: 'names the socket unit for which systemd holds the port; systemctl stop and disable that one',
  }
}

/** Docker's helper for a published port: ending it would leave the container behind, which is what is meant. */
function publishedPort({ port }: Listener): Remedy {
  return {
    command: `docker stop $(docker ps --quiet --filter publish=${port})`,
    does: 'stops the container that publishes the port',
  }
}

function stopContainer({ engine, id, name }: Container): Remedy {
  const short = operand(name ?? id.slice(0, 12))
  const does = `stops container ${name ?? id.slice(0, 12)}`
  switch (engine) {
    case 'docker':
      return { command: `docker stop ${short}`, does }
    case 'podman':
      return { command: `podman stop ${short}`, does: `${does}; run it as the user who started it` }
    case 'lxc':
      return { command: `lxc-stop --name=${shellWord(id)}`, does }
    case 'systemd-nspawn':
      return { command: `machinectl poweroff ${operand(id)}`, does }
    default:
      return {
        command: `crictl stop ${shellWord(id.slice(0, 13))}`,
        does: `${does}; Kubernetes starts it again: scale down or delete what asks for it`,
      }
  }
}

/** A name as a word of a command line, never as an option: any user may call a container or a unit `--all`. */
function operand(name: string): string {
  return name.startsWith('-') ? `-- ${shellWord(name)}` : shellWord(name)
}

function stopUnit({ id, manager }: Unit): Remedy {
  const name = operand(id)
  if (manager === null)
    return { command: `${asRoot()}systemctl stop ${name}`, does: `stops ${id} until it is started again` }
  const whose = manager === process.geteuid?.() ? '--user' : `--user --machine=${manager}@`
  const prefix = manager === process.geteuid?.() ? '' : asRoot()
  return { command: `${prefix}systemctl ${whose} stop ${name}`, does: `stops ${id} of user ${manager}` }
}

/** Scopes hold a whole login or session, and a user's manager everything of the user: stopping them ends far too much. */
function isStoppable({ id }: Unit): boolean {
  return id.endsWith('.service') && !/^user@\d+\.service$/.test(id)
}

/** Asks the masters alone: they end their workers, and would only replace those that others end. */
function killProcesses({ processes }: Listener): Remedy {
  const masters = mastersOf(processes)
  const pids = masters.slice(0, mostProcesses).map(({ pid }) => pid)
  const first = masters[0]
  const more = masters.length > 1 ? ` and ${masters.length - 1} more` : ''
  const workers = processes.length - masters.length
  const theirs = workers === 0 ? '' : `, and so ${workers === 1 ? 'its worker' : `the ${workers} workers`}`
  return { command: `${asRoot(first?.user)}kill ${pids.join(' ')}`, does: `asks ${first?.name}${more} to end${theirs}` }
}

/** Those whose parent does not hold the socket as well. A process that is gone has no parent and stays. */
function mastersOf(processes: readonly Holder[]): readonly Holder[] {
  const holders = new Set(processes.map(({ pid }) => pid))
  return processes.filter(({ pid }) => !holders.has(parentOf(pid) ?? 0))
}

function parentOf(pid: number): number | null {
  return decodeProcessStat(procText(pid, 'stat') ?? '')?.parent ?? null
}

/** `sudo ` where one needs it: for what is not the own user's. */
function asRoot(owner?: string | null): string {
  if (process.geteuid?.() === 0) return ''
  return owner !== undefined && owner !== null && owner === process.env.USER ? '' : 'sudo '
}

/** The unit by the name that systemctl takes; null when the process is gone. */
function unitOfProcess(pid: number): Unit | null {
  return unitOf(decodeCgroups(procText(pid, 'cgroup') ?? '')[0] ?? '')
}

/** Null when the process is gone. */
function procText(pid: number, file: 'cgroup' | 'stat'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}
