import { createReadStream } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { lookupAll, type NameLookup } from './lookup-all.ts'
import type { Interfaces } from './own-addresses.ts'

/** What targets need of the machine. An argument, so that tests bring their own. */
export interface TargetEnvironment {
  readonly lookup: NameLookup
  interfaces(): Interfaces
  openFile(path: string): AsyncIterable<Uint8Array>
  readonly stdin: AsyncIterable<Uint8Array>
}

export function hostEnvironment(): TargetEnvironment {
  return {
    lookup: lookupAll,
    interfaces: networkInterfaces,
    openFile: (path) => createReadStream(path),
    // Touching process.stdin opens it, so only when it is read.
    get stdin() {
      return process.stdin
    },
  }
}
