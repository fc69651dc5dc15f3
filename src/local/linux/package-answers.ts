// decodes foreign bytes

/** No package name is longer, nor a list of those that share a file worth more. */
const longestName = 256

/**
 * First owner by path from `dpkg-query --search` (dpkg-query(1)): lines `package, other:amd64: /path`, and for files
 * that one package moved out of another's way `diversion by package from: /path` and `… to: /path`. Never throws.
 */
export function decodeDpkgSearch(text: string): Map<string, string> {
  const owners = new Map<string, string>()
  for (const line of text.split('\n')) {
    const separator = line.indexOf(': /')
    if (separator < 1) continue
    const diversion = /^diversion by (\S+) (?:from|to)$/.exec(line.slice(0, separator).slice(0, longestName))
    const path = line.slice(separator + 2)
    const owner = diversion?.[1] ?? packageName(line.slice(0, separator))
    // A diverted path holds the file of the one who diverted it. What it was moved to is named after that one as well:
    // dpkg does not say whose it was, only that a package is behind it.
    if (owner !== '' && (diversion !== null || !owners.has(path))) owners.set(path, owner)
  }
  return owners
}

/** `libc6` of `libc6:amd64, libc6:i386`. */
function packageName(list: string): string {
  return (list.split(', ', 1)[0] ?? '').replace(/:[^:]*$/, '').slice(0, longestName)
}

/** Owner by path from lines `path TAB package`; a package lists all of its files, of which only some are wanted. Never throws. */
export function decodeRpmQuery(text: string, wanted: ReadonlySet<string>): Map<string, string> {
  const owners = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [path, name] = line.split('\t', 2)
    if (path !== undefined && name !== undefined && wanted.has(path)) owners.set(path, name.slice(0, longestName))
  }
  return owners
}
