import { readdirSync, readlinkSync } from 'node:fs'

/** Files of a folder that this process has open, even those without a name, as paths that lead to them. Linux. */
export function openFilesIn(folder: string): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => `/proc/self/fd/${fd}`)
    .filter((fd) => linkOf(fd).startsWith(folder))
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
