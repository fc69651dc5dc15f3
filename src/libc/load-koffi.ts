import { createRequire } from 'node:module'
import type koffi from 'koffi'

type Koffi = typeof koffi

/** koffi, or why it cannot be loaded: it has no native part for this system (musl, rare processors), or was left out of the installation. */
export const loaded:
  | { readonly koffi: Koffi; readonly missing: null }
  | { readonly koffi: null; readonly missing: string } = load()

function load(): typeof loaded {
  try {
    return { koffi: createRequire(import.meta.url)('koffi') as Koffi, missing: null }
  } catch (error) {
    const [line = ''] = String((error as Error).message).split('\n')
    return { koffi: null, missing: `koffi cannot be loaded: ${line}` }
  }
}
