import { readFileSync } from 'node:fs'
import type { Listener } from '../../model/listener.ts'
import { decodeCgroups, unitOf } from '../linux/cgroup.ts'
import { runProgram } from './run-program.ts'
import { type Relations, relationProperties, relationsIn, socketUnitIn } from './units.ts'

/** What systemd runs a listener by. */
export interface ListenerUnits {
  readonly service: string | null
  /** The unit for which systemd itself holds the port. */
  readonly socket: string | null
  /** Whether that one listens elsewhere too: at other ports, or at paths. */
  readonly socketHasOthers: boolean
  /** Others that start the service when something happens. */
  readonly triggers: readonly string[]
  /** Those that run and stop when it does. */
  readonly along: readonly string[]
  /** Those of socket, triggers and service that are started with the machine. */
  readonly enabled: readonly string[]
  /** User whose service manager it is; null for the system's. */
  readonly manager: number | null
}

const listing = ['systemctl', 'list-sockets', '--all', '--no-legend', '--no-pager', '--plain', '--full']

/** More units do not hang on one. */
const mostRelatives = 64

/** No units where systemd does not run, for a login or a container, and for what cannot be seen. */
export async function unitsOf(listener: Listener | null): Promise<ListenerUnits> {
  const found =
    listener === null ? { service: null, socket: null, socketHasOthers: false, manager: null } : await namesOf(listener)
  const { manager, socket, service } = found
  const who = manager === null ? ['systemctl'] : ['systemctl', '--user', `--machine=${manager}@`]
  const { along, triggers } = await relativesOf([socket, service].filter(isThere), who)
  const names = [socket, ...triggers, service].filter(isThere)
  const answers = await Promise.all(names.map((name) => runProgram([...who, 'is-enabled', '--', name])))
  // systemctl(1): static, indirect, generated and transient ones have no links that disabling would remove.
  return { ...found, triggers, along, enabled: names.filter((_, i) => answers[i]!.stdout.trim() === 'enabled') }
}

const isThere = (name: string | null) => name !== null

/** Those that are active, of units that have to do with these. */
async function relativesOf(names: readonly string[], who: readonly string[]): Promise<Relations> {
  const along = new Set<string>(names)
  const triggers = new Set<string>()
  for (const name of along) {
    if (along.size > mostRelatives) break
    const shown = await runProgram([...who, 'show', `--property=${relationProperties.join()}`, '--', name])
    const found = relationsIn(shown.stdout)
    for (const each of found.along) along.add(each)
    if (names.includes(name)) for (const each of found.triggers) triggers.add(each)
  }
  for (const name of names) for (const set of [along, triggers]) set.delete(name)
  const others = [...along, ...triggers]
  if (others.length === 0) return { along: [], triggers: [] }
  const states = (await runProgram([...who, 'is-active', '--', ...others])).stdout.split('\n')
  const isActive = (name: string) => states[others.indexOf(name)] === 'active'
  return {
    along: [...along].filter((name) => isActive(name) && !name.endsWith('.target') && !triggers.has(name)),
    triggers: [...triggers].filter(isActive),
  }
}

async function namesOf(listener: Listener): Promise<Omit<ListenerUnits, 'enabled' | keyof Relations>> {
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
