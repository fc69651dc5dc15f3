// decodes foreign bytes
import { readFileSync } from 'node:fs'

export interface User {
  readonly uid: number
  readonly gid: number
}

/** Nobody's number where /etc/passwd does not say: that of the kernel's overflowuid, linux/highuid.h. */
const overflowId = 65_534
/** (uid_t) -1 means "leave it". */
const mostId = 2 ** 32 - 2

/** Who runs what needs no rights when this process is root: whoever called sudo, else nobody. Never root. */
export function otherUser(environment: NodeJS.ProcessEnv = process.env): User {
  const uid = idOf(environment.SUDO_UID)
  const gid = idOf(environment.SUDO_GID)
  if (uid !== null && gid !== null) return { uid, gid }
  return nobodyIn(passwd())
}

/** The entry of `nobody` in the text of /etc/passwd (passwd(5)). Never throws. */
export function nobodyIn(text: string): User {
  const entry = /^nobody:[^:\n]*:(\d{1,10}):(\d{1,10}):/m.exec(text)
  return { uid: idOf(entry?.[1]) ?? overflowId, gid: idOf(entry?.[2]) ?? overflowId }
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'latin1')
  } catch {
    return ''
  }
}

/** Null for no number of a user or group, and for root's. */
function idOf(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null
  const id = Number(text)
  return id > 0 && id <= mostId ? id : null
}
