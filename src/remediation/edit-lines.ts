import type { Setting, Wanted } from './daemon.ts'

/** Lines of context around a change, as diff -u has them. */
const context = 2

/** What a setting makes of the lines of a file. */
export function changedLines(lines: readonly string[], setting: Setting, wanted: Wanted): readonly string[] {
  const { rewrite, pattern, once = false, onlyReplaced = false } = setting
  if (onlyReplaced && !lines.some((line) => pattern.test(line))) return lines
  if (rewrite !== undefined && lines.some((line) => pattern.test(line))) {
    const written = lines.map((line) => (pattern.test(line) ? (rewrite(line, wanted) ?? line) : line))
    return once ? written.filter((line, i) => !pattern.test(line) || written.indexOf(line) === i) : written
  }
  const first = lines.findIndex((line) => pattern.test(line))
  const said = setting.lines(wanted)
  if (first < 0 && setting.atTop) return [...setting.lines(wanted), ...lines]
  if (first < 0) return inserted(lines, said, setting.section)
  const indentation = /^\s*/.exec(lines[first]!)![0]
  const rest = lines.slice(first + 1).filter((line) => !pattern.test(line))
  return [...lines.slice(0, first), ...said.map((line) => indentation + line.trimStart()), ...rest]
}

function inserted(lines: readonly string[], said: readonly string[], section: string | undefined): readonly string[] {
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length
  if (section === undefined) return [...lines.slice(0, end), ...said, ...lines.slice(end)]
  const heading = lines.findIndex((line) => line.trim() === section)
  const indented = section.endsWith(':') || section.endsWith('{') ? said.map((line) => `  ${line}`) : said
  if (heading < 0) {
    const closed = section.endsWith('{') ? ['}'] : []
    return [...lines.slice(0, end), section, ...indented, ...closed, ...lines.slice(end)]
  }
  return [...lines.slice(0, heading + 1), ...indented, ...lines.slice(heading + 1)]
}

/** A unified diff of one file, without the head; empty when nothing changes. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly string[] {
  let start = 0
  while (start < before.length && before[start] === after[start] && start < after.length) start++
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++
  if (start === before.length && start === after.length) return []
  const from = Math.max(0, start - context)
  const to = Math.min(before.length, before.length - end + context)
  const removed = before.slice(start, before.length - end)
  const added = after.slice(start, after.length - end)
  const head = `@@ -${from + 1},${to - from} +${from + 1},${to - from - removed.length + added.length} @@`
  return [
    head,
    ...before.slice(from, start).map((line) => ` ${line}`),
    ...interleaved(removed, added),
    ...before.slice(before.length - end, to).map((line) => ` ${line}`),
  ]
}

/** Lines that both have stay; else all that go come before all that come. */
function interleaved(removed: readonly string[], added: readonly string[]): string[] {
  if (removed.length !== added.length) return [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)]
  return removed.flatMap((line, i) => (line === added[i] ? [` ${line}`] : [`-${line}`, `+${added[i]}`]))
}
