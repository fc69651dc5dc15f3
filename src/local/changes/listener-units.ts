import { readFileSync } from 'node:fs'
import type { Listener } from '../../model/listener.ts'
import { decodeCgroups, unitOf } from '../linux/cgroup.ts'
import { runProgram } from './run-program.ts'
import { socketUnitIn } from './units.ts'

/** What systemd runs a listener by. */
export interface ListenerUnits {
  readonly service: string | null
  /** The unit for which systemd itself holds the port. */
  readonly socket: string | null
  /** Whether that one listens elsewhere too: at other ports, or at paths. */
  readonly socketHasOthers: boolean
  /** Those of both that are started with the machine. */
  readonly enabled: readonly string[]
  /** User whose service manager it is; null for the system's. */
  readonly manager: number | null
}

const listing = ['systemctl', 'list-sockets', '--all', '--no-legend', '--no-pager', '--plain', '--full']

/** No units where systemd does not run, for a login or a container, and for what cannot be seen. */
export async function unitsOf(listener: Listener | null): Promise<ListenerUnits> {
  const found =
    listener === null ? { service: null, socket: null, socketHasOthers: false, manager: null } : await namesOf(listener)
  const names = [found.socket, found.service].filter((name) => name !== null)
  const answers = await Promise.all(names.map((name) => runProgram(['systemctl', 'is-enabled', '--', name])))
  // systemctl(1): static, indirect, generated and transient ones have no links that disabling would remove.
  return { ...found, enabled: names.filter((_, i) => answers[i]!.stdout.trim() === 'enabled') }
}

async function namesOf(listener: Listener): Promise<Omit<ListenerUnits, 'enabled'>> {
  const own = listener.processes.map(({ pid }) => unitOfProcess(pid)).find((unit) => unit?.id.endsWith('.service'))
  const service = own === undefined || own === null || /^user@\d+\.service$/.test(own.id) ? null : own
  // The socket stays with process 1, which hands it to the service as well.
  if (!listener.processes.some(({ pid }) => pid === 1))
    return { service: service?.id ?? null, socket: null, socketHasOthers: false, manager: service?.manager ?? null }
  const { stdout } = await runProgram(listing)
  const unit = socketUnitIn(stdout, listener.transport, listener.port)
  const socketHasOthers = unit?.hasOthers ?? false
  return { service: service?.id ?? unit?.service ?? null, socket: unit?.socket ?? null, socketHasOthers, manager: null }
}

function unitOfProcess(pid: number): ReturnType<typeof unitOf> {
  try {
    return unitOf(decodeCgroups(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))[0] ?? '')
  } catch {
    return null
  }
}
