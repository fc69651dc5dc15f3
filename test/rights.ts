// What the kernel says of the rights of a process, and of its children.
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** proc(5), /proc/<pid>/status: real, effective, saved and file system ids. */
export const nobody = '65534\t65534\t65534\t65534'
export const someone = '4321\t4321\t4321\t4321'
export const withoutRights = {
  Groups: '',
  CapInh: '0000000000000000',
  CapPrm: '0000000000000000',
  CapEff: '0000000000000000',
  CapAmb: '0000000000000000',
  NoNewPrivs: '1',
}

/** Whoever started it may not have been told. */
export function hasEnded(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

/** What the kernel calls its rights. */
export function rightsOf(path: string): Record<string, string> {
  const names = ['Uid', 'Gid', ...Object.keys(withoutRights)]
  const lines = readFileSync(path, 'utf8').split('\n')
  const value = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim()
  return Object.fromEntries(names.map((name) => [name, value(name) ?? 'missing']))
}

export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

export function onlyChildOf(pid: number): number {
  const children = childrenOf(pid)
  expect(children).toHaveLength(1)
  return children[0]!
}

/** Field 6 of /proc/<pid>/stat (proc(5)), the fourth after the name. */
export function sessionOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3])
}
