import { openSync } from 'node:fs'
import { extname } from 'node:path'
import type { Link } from '../../link/link.ts'
import { pcapLink } from '../../link/pcap.ts'

/** Where frames are written down: a file that is open for writing already, so that one that cannot be written stops nothing midway. */
export interface CaptureFile {
  readonly path: string
  readonly descriptor: number
}

/** Writes the frames of links into pcap files: of the first into the file that was asked for, of any other into one beside it, for a file holds one kind of frame. */
export class Capture {
  readonly #file: CaptureFile
  #used = false

  constructor(file: CaptureFile) {
    this.#file = file
  }

  /** `name`: of the interface. @throws Error when a further file cannot be created */
  of(link: Link, name: string): Link {
    const { path, descriptor } = this.#file
    if (this.#used) return pcapLink(link, openSync(besides(path, name), 'w'))
    this.#used = true
    return pcapLink(link, descriptor)
  }
}

/** `scan.pcap` and `lo`: `scan.lo.pcap`. */
function besides(path: string, name: string): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}.${name}${extension}`
}
