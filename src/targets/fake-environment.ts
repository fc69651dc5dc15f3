import type { TargetEnvironment } from './environment.ts'
import type { Interfaces } from './own-addresses.ts'

/** A machine for tests: its files, its standard input, its names and its interfaces, written down. */
export interface FakeMachine {
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly names?: Readonly<Record<string, readonly string[]>>
  readonly interfaces?: Interfaces
}

export function fakeEnvironment(machine: FakeMachine): TargetEnvironment {
  return {
    async lookup(name, family) {
      const all = machine.names?.[name] ?? []
      const found = all.filter((address) => family === undefined || address.includes(':') === (family === 6))
      if (found.length === 0) throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
      return found
    },
    interfaces: () => machine.interfaces ?? {},
    openFile: (path) => bytesOf(machine.files?.[path]),
    stdin: bytesOf(machine.stdin ?? ''),
  }
}

async function* bytesOf(text: string | undefined): AsyncGenerator<Uint8Array> {
  if (text === undefined) throw Object.assign(new Error('open'), { code: 'ENOENT' })
  yield new TextEncoder().encode(text)
}
