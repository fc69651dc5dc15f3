// decodes foreign bytes
import { readFileSync } from 'node:fs'

const longestName = 256
const decimal = /^\d{1,10}$/

/** Names by number from the text of /etc/passwd (passwd(5)); the first name of a number wins. Never throws. */
export function decodePasswd(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':', 3)
    if (name === undefined || name === '' || name.length > longestName || uid === undefined || !decimal.test(uid))
      continue
    if (!names.has(Number(uid))) names.set(Number(uid), name)
  }
  return names
}

/** Gives the name of a user of this machine, or the number as text when there is no such entry. */
export function userNames(file = '/etc/passwd'): (uid: number) => string {
  let names = new Map<number, string>()
  try {
    names = decodePasswd(readFileSync(file, 'utf8'))
  } catch {
    // Systems without the file have numbers only.
  }
  return (uid) => names.get(uid) ?? String(uid)
}
