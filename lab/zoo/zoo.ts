import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Daemon } from '../daemon.ts'
import type { Host } from '../host.ts'
import type { Lab } from '../lab.ts'
import { pair } from '../topologies.ts'
import type { Truth } from './judge.ts'
import { makeCertificate, startDaemon } from './own-machine.ts'
import { missingPackages, packageVersion, upstreamVersion } from './packages.ts'
import type { Endpoint, ZooDaemon } from './zoo-daemon.ts'

/** What is true of a running endpoint. */
export interface Resident {
  readonly daemon: string
  readonly endpoint: Endpoint
  readonly truth: Truth
}

/** Two hosts: in one of them all daemons run that could be started. */
export interface Zoo {
  readonly client: Host
  readonly server: Host
  /** Each with a folder of its own name in it. */
  readonly folder: string
  /** What runs, by name. */
  readonly daemons: ReadonlyMap<string, Daemon>
  readonly residents: readonly Resident[]
  /** Daemons that are not there, and why. */
  readonly absent: readonly { readonly daemon: string; readonly reason: string }[]
}

/** How many start side by side. */
const startsAtOnce = 4

const definitions = new URL('daemons/', import.meta.url)

/** All daemons by name, which is that of their file; `names`: these alone. @throws Error for a name that is none */
export async function zooDaemons(names?: readonly string[]): Promise<ReadonlyMap<string, ZooDaemon>> {
  const all = readdirSync(definitions).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
  const unknown = names?.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`the zoo has no ${unknown}`)
  const load = async (name: string) => {
    const { default: daemon } = (await import(new URL(`${name}.ts`, definitions).href)) as { default: ZooDaemon }
    return [name, daemon] as const
  }
  return new Map(await Promise.all((names ?? all.toSorted()).map(load)))
}

/** Starts daemons on one host of a pair. What cannot be started is told in `absent`. */
export async function startZoo(lab: Lab, daemons: ReadonlyMap<string, ZooDaemon>): Promise<Zoo> {
  const { client, server } = await pair(lab)
  const folder = join(lab.directory, 'zoo')
  mkdirSync(folder)
  chmodSync(lab.directory, 0o711) // daemons leave root behind, and still have to reach their folders
  await makeCertificate(folder)
  const running = new Map<string, Daemon>()
  const residents: Resident[] = []
  const absent: { daemon: string; reason: string }[] = []
  const waiting = [...daemons]
  const startNext = async (): Promise<void> => {
    const next = waiting.shift()
    if (next === undefined) return
    const [name, daemon] = next
    try {
      const missing = missingPackages(daemon)
      if (missing.length > 0) throw new Error(`missing packages: ${missing.join(', ')}`)
      running.set(name, await startDaemon(name, daemon, server, folder))
      residents.push(...residentsOf(name, daemon))
    } catch (error) {
      absent.push({ daemon: name, reason: (error as Error).message })
    }
    return startNext()
  }
  await Promise.all(Array.from({ length: startsAtOnce }, startNext))
  return { client, server, folder, daemons: running, residents, absent }
}

function residentsOf(name: string, daemon: ZooDaemon): Resident[] {
  const upstream = upstreamVersion(packageVersion(daemon))
  const versions = [daemon.versionOf?.(upstream) ?? upstream].flat()
  return daemon.endpoints.map((endpoint) => ({
    daemon: name,
    endpoint,
    truth: {
      protocol: endpoint.protocol,
      tls: endpoint.tls ?? false,
      product: endpoint.product ?? null,
      versions: endpoint.version === 'revealed' ? versions : null,
    },
  }))
}
