import { openSync } from 'node:fs'
import { extname } from 'node:path'

/** Where frames are written down: a file that is open for writing already, so that one that cannot be written stops nothing midway. */
export interface CaptureFile {
  readonly path: string
  readonly descriptor: number
}

/** Opens the file of an interface for writing. @throws Error when it cannot be created */
export type OpenCapture = (name: string) => number

/** The first gets the file that was asked for, any other one beside it, for a file holds one kind of frame. */
export function captureFiles({ path, descriptor }: CaptureFile): OpenCapture {
  let used = false
  return (name) => {
    if (used) return openSync(besides(path, name), 'w')
    used = true
    return descriptor
  }
}

/** `scan.pcap` and `lo`: `scan.lo.pcap`. */
function besides(path: string, name: string): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}.${name}${extension}`
}
