// decodes foreign bytes
import { littleEndian } from '../../libc/netlink-messages.ts'

/** struct linux_dirent64 (getdents64(2)): inode u64, offset u64, length u16, type u8, then the name and a NUL. */
const nameOffset = 19
const digit0 = 48
const digit9 = 57
/** Process ids and descriptors are 32-bit numbers. */
const mostDigits = 10

/**
 * The entries of a getdents64 buffer whose names are decimal numbers (processes, descriptors), appended to `numbers`.
 * Ends at the first entry whose length does not fit. Never throws.
 */
export function decodeNumberedEntries(bytes: Uint8Array, numbers: number[]): void {
  let offset = 0
  while (offset + nameOffset < bytes.length) {
    const low = bytes[offset + 16]!
    const high = bytes[offset + 17]!
    const length = littleEndian ? low | (high << 8) : high | (low << 8)
    if (length <= nameOffset || offset + length > bytes.length) return
    const number = decimalAt(bytes, offset + nameOffset, offset + length)
    if (number >= 0) numbers.push(number)
    offset += length
  }
}

/** The decimal number that stands at `start` and ends with a NUL before `end`; -1 when there is none. */
function decimalAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let index = start; index < end; index++) {
    const code = bytes[index]!
    if (code === 0) return index === start ? -1 : value
    if (code < digit0 || code > digit9 || index - start >= mostDigits) return -1
    value = value * 10 + (code - digit0)
  }
  return -1
}

const prefix = Uint8Array.from('socket:[', (character) => character.charCodeAt(0))
const closing = 93

/** 633 for a link text `socket:[633]` of /proc/<pid>/fd; 0 for any other. Never throws. */
export function decodeSocketLink(link: Uint8Array, length: number): number {
  const end = Math.min(length, link.length) - 1
  if (end <= prefix.length || link[end] !== closing) return 0
  for (let index = 0; index < prefix.length; index++) if (link[index] !== prefix[index]) return 0
  if (end - prefix.length > mostDigits) return 0
  let value = 0
  for (let index = prefix.length; index < end; index++) {
    const code = link[index]!
    if (code < digit0 || code > digit9) return 0
    value = value * 10 + (code - digit0)
  }
  return value
}
