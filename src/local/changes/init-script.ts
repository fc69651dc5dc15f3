// decodes foreign bytes
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const scripts = '/etc/init.d'
/** Longer scripts are none of init's. */
const longestScript = 256 * 1024
/** Variables of variables. */
const deepest = 4

/** The script in /etc/init.d that runs one of these processes; null: none is known to. Reads only. */
export function initScriptOf(pids: readonly number[]): string | null {
  const byGroup = pids.map((pid) => openRcService(textOf(`/proc/${pid}/cgroup`))).find((name) => name !== null)
  if (byGroup !== undefined) return byGroup
  const isIts = (name: string) => pidFilesOf(name).some((path) => pids.includes(pidIn(textOf(path)) ?? 0))
  return namesIn(scripts).find(isIts) ?? null
}

/** The service that OpenRC keeps in a control group (sh/rc-cgroup.sh): of its own hierarchy, or of v2. Never throws. */
export function openRcService(cgroups: string): string | null {
  const [, v1, v2] =
    /^(?:\d+:name=openrc:\/([\w.@-]{1,100})|0::\/(?:[^\n/]{1,100}\/)?openrc\.([\w.@-]{1,100}))/m.exec(cgroups) ?? []
  return v1 ?? v2 ?? null
}

/** What is in a file that says which process runs; null for what is no number. Never throws. */
export function pidIn(text: string): number | null {
  const [, digits] = /^\s*(\d{1,10})\s*(?:\n|$)/.exec(text.slice(0, 100)) ?? []
  return digits === undefined ? null : Number(digits)
}

function pidFilesOf(name: string): readonly string[] {
  const own = ['/run', '/var/run'].flatMap((folder) => [`${folder}/${name}.pid`, `${folder}/${name}/${name}.pid`])
  const others = namesIn(`/run/${name}`).filter((each) => each.endsWith('.pid'))
  return [...own, ...others.map((each) => `/run/${name}/${each}`), ...pidFilesIn(textOf(join(scripts, name)), name)]
}

/** Files of process numbers that a script names, as far as its variables are plain. Never throws. @param name its own */
export function pidFilesIn(script: string, name: string): readonly string[] {
  const text = script.slice(0, longestScript)
  const assigned = text.matchAll(/^[\t ]*(\w{1,50})=["']?([^\s"'`();#]{1,300})["']?/gm)
  const variables = new Map(['NAME', 'RC_SVCNAME', 'SVCNAME'].map((key) => [key, name]))
  for (const [, key, value] of assigned) variables.set(key!, value!)
  const found = [...text.matchAll(/(?:\$\{?\w{1,50}\}?|\/)(?:\$\{?\w{1,50}\}?|[\w.@/-]){0,300}?[./]pid\b/g)].map(
    ([word]) => expanded(word, variables),
  )
  return [...new Set(found)].filter((path) => /^\/[\w.@/-]+$/.test(path))
}

function expanded(word: string, variables: ReadonlyMap<string, string>): string {
  let text = word
  for (let depth = 0; depth < deepest && text.includes('$') && text.length < 1000; depth++)
    text = text.replaceAll(/\$\{?(\w{1,50})\}?/g, (whole, key: string) => variables.get(key) ?? whole)
  return text
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Empty for what is not there, not ours to read, or too long. */
function textOf(path: string): string {
  try {
    // Files of the kernel have no size.
    return statSync(path).size > longestScript ? '' : readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
