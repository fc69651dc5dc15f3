// Stands for load-koffi.ts in what runs in a process of its own (tsdown.config.ts), which may read no file of ours: its native part comes in as a
// descriptor that the parent has opened.
import type koffi from 'koffi'

/** As the parent puts it (src/confined/spawn-child.ts). */
const descriptor = 3

const native: { exports: typeof koffi } = { exports: {} as typeof koffi }
process.dlopen(native, `/proc/self/fd/${descriptor}`)

export const loaded = { koffi: native.exports, missing: null }
