// decodes foreign bytes
import { littleEndian } from '../../libc/netlink-messages.ts'

/** What statx(2) tells of a file. */
export interface FileStatus {
  readonly links: number
  readonly uid: number
  /** Type and permission bits, as in stat(2). */
  readonly mode: number
  /** Device and inode, `major:minor:inode`: the same for two paths to one file. */
  readonly identity: string
}

/** STATX_TYPE | MODE | NLINK | UID | INO, linux/stat.h. */
export const statusMask = 0x1 | 0x2 | 0x4 | 0x8 | 0x100
/** sizeof struct statx, linux/stat.h. */
export const statusLength = 256

/**
 * Decodes struct statx (linux/stat.h): links u32 at 16, uid u32 at 20, mode u16 at 28, inode u64 at 32, major and minor
 * number of the device u32 at 136 and 140. Null for less than a whole one. Never throws.
 */
export function decodeFileStatus(bytes: Uint8Array): FileStatus | null {
  if (bytes.length < statusLength) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const number = (offset: number): number => view.getUint32(offset, littleEndian)
  return {
    links: number(16),
    uid: number(20),
    mode: view.getUint16(28, littleEndian),
    identity: `${number(136)}:${number(140)}:${view.getBigUint64(32, littleEndian)}`,
  }
}
