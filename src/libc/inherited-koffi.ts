// Stands for load-koffi.ts in the scanner of its own process (tsdown.config.ts), which may read no file of ours: its native part comes in as a
// descriptor that the parent has opened.
import type koffi from 'koffi'

/** As the parent puts it (src/probe/confined/start-child.ts). */
const descriptor = 5

const native: { exports: typeof koffi } = { exports: {} as typeof koffi }
process.dlopen(native, `/proc/self/fd/${descriptor}`)

export const loaded = { koffi: native.exports, missing: null }
