import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of what bundle-programs.ts has made. */
    readonly programs: string
  }
}

/** File of a program of this folder, ready to be started by node on a host of the lab. */
export const programFile = (name: 'probe' | 'routes-of' | 'distance-of' | 'udp-ask') =>
  `${inject('programs')}/${name}.js`
