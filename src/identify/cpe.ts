/** Characters that stand for themselves in a component (NIST IR 7695 section 5.3.2); `.` and `-` are quoted there only in part. */
const plain = /^[a-z0-9._-]*$/
const special = /[^a-z0-9._-]/g

/**
 * A CPE 2.3 name as a formatted string (NIST IR 7695 section 6.2).
 *
 * @param part `a` application, `o` operating system, `h` hardware
 * @param version as the service says it; null or empty is `*`, any
 */
export function cpe(part: 'a' | 'o' | 'h', vendor: string, product: string, version?: string | null): string {
  const [number, update] = splitUpdate(version ?? '')
  const fields = [vendor, product, number, update].map(component)
  return `cpe:2.3:${part}:${fields.join(':')}:*:*:*:*:*:*`
}

/** What a distribution, or whoever builds it, adds to a version: `-1+deb12u4`, `-0ubuntu0.22.04.1`, `-Debian`, `+ds`. */
const additions = [/-\d[^-]*(?:deb|ubuntu|bpo|el\d|fc\d)[^ ]*$/, /\+[^ ]*$/, /-(?:debian|ubuntu|mariadb|log)$/] as const
/** Marks of a release before or after the one of this number: `9.2p1`, `1.6.7~rc0`, `9.18.1-P2`, `9.4.48.v20220622`. */
const marked = /^(\d+(?:\.\d+)*)[-~.]?(p\d+|rc\.?\d*|alpha\.?\d*|beta\.?\d*|m\d+|snapshot|v\d{8})$/

/** Number and update: OpenSSH's `9.2p1` is version 9.2, update p1. */
function splitUpdate(version: string): [string, string] {
  const upstream = additions.reduce((rest, addition) => rest.replace(addition, ''), version.slice(0, 64).toLowerCase())
  const split = marked.exec(upstream)
  return split ? [split[1]!, split[2]!.replace(/^v/, '').replace('.', '')] : [upstream, '']
}

function component(text: string): string {
  const lower = text.trim().toLowerCase().replaceAll(/\s+/g, '_').slice(0, 64)
  if (lower === '') return '*'
  return plain.test(lower) ? lower : lower.replaceAll(special, (character) => `\\${character}`)
}
