import { spawnSync } from 'node:child_process'
import { namespaceName } from './namespaces.ts'

export type Availability = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** Whether this machine and this user can build a lab, tried by building a small one; if not, why. */
export function labAvailable(): Availability {
  if (process.platform !== 'linux') return no(`needs Linux, this is ${process.platform}`)
  if (process.geteuid?.() !== 0) return no('needs root')
  for (const [program, flag] of [
    ['ip', '-V'],
    ['nft', '-v'],
    ['setpriv', '-V'],
  ] as const) {
    if (spawnSync(program, [flag]).status !== 0) return no(`needs the program ${program}`)
  }
  const namespace = namespaceName(process.pid, 'available', `${performance.now()}`)
  try {
    const made = spawnSync('ip', ['netns', 'add', namespace], { encoding: 'utf8' })
    if (made.status !== 0) return no(`cannot make network namespaces here: ${firstLine(made.stderr)}`)
    const nft = spawnSync('ip', ['netns', 'exec', namespace, 'nft', 'add table inet t'], { encoding: 'utf8' })
    if (nft.status !== 0) return no(`no nftables in the kernel: ${firstLine(nft.stderr)}`)
    return { ok: true }
  } finally {
    spawnSync('ip', ['netns', 'delete', namespace])
  }
}

function no(reason: string): Availability {
  return { ok: false, reason }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
