// Also read by Node versions that are too old: keep to syntax of 2017 in here and in what imports it statically.

/**
 * Ends the process with code 3 and one line when this node is too old.
 * @param {string} [version]
 */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(`portreeve: needs Node.js 20.19 or newer; this is ${version}. See https://nodejs.org\n`)
  process.exit(3)
}
