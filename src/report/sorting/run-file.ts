import { randomUUID } from 'node:crypto'
import { closeSync, constants, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where in the file the lines of a run are. */
export interface Run {
  readonly start: number
  readonly end: number
}

const newline = 10
/** Lines are written in pieces of about this many characters. */
const pieceLength = 256 * 1024

/** Runs of lines in one temporary file, which has no name any more when this has been made: a crash leaves nothing behind. */
export class RunFile {
  readonly #fd: number
  #end = 0

  /** @throws the system's error */
  constructor(folder = tmpdir()) {
    const path = join(folder, `portreeve-${randomUUID()}`)
    // O_EXCL: nobody else has made it, nor put a symbolic link in its place.
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600)
    unlinkSync(path)
  }

  /** Lines have no line end in them. @throws the system's error; the file is then as it was before. */
  write(lines: Iterable<string>): Run {
    const start = this.#end
    try {
      this.#end = this.#writeLines(start, lines)
    } catch (error) {
      // What did get there must not fill the disk any longer.
      ftruncateSync(this.#fd, start)
      throw error
    }
    return { start, end: this.#end }
  }

  #writeLines(start: number, lines: Iterable<string>): number {
    let at = start
    let piece = ''
    for (const line of lines) {
      piece += `${line}\n`
      if (piece.length < pieceLength) continue
      at = this.#writeAt(at, piece)
      piece = ''
    }
    return this.#writeAt(at, piece)
  }

  #writeAt(start: number, text: string): number {
    const bytes = Buffer.from(text)
    let done = 0
    while (done < bytes.length) done += writeSync(this.#fd, bytes, done, bytes.length - done, start + done)
    return start + done
  }

  /** The lines of a run, through a buffer of that many bytes (more only for a line that is longer). */
  *lines({ start, end }: Run, bufferBytes: number): Generator<string, void, undefined> {
    let buffer = Buffer.allocUnsafe(bufferBytes)
    let held = 0
    let at = start
    while (at < end) {
      if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length)
      const read = readSync(this.#fd, buffer, held, Math.min(buffer.length - held, end - at), at)
      if (read === 0) throw new Error('a temporary file has become shorter')
      at += read
      held += read
      const bytes = buffer.subarray(0, held)
      let from = 0
      for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
        yield bytes.toString('utf8', from, to)
        from = to + 1
      }
      buffer.copyWithin(0, from, held)
      held -= from
    }
  }

  close(): void {
    closeSync(this.#fd)
  }
}
