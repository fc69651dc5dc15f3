// decodes foreign bytes

/** What we take from /proc/<pid>/stat (proc(5)). */
export interface ProcessStat {
  /** The kernel's name of the process, at most 15 bytes of the program's choice. */
  readonly name: string
  /** Field 4: the process that started it, or took it over. */
  readonly parent: number
  /** Field 22: start after boot, in ticks of USER_HZ. */
  readonly startTicks: number
}

/** USER_HZ is 100 on every processor that Node runs on (include/asm-generic/param.h). */
const ticksPerSecond = 100
/** The first field after the name is number 3; ppid is field 4, starttime is field 22. */
const parentIndex = 4 - 3
const startIndex = 22 - 3
/** TASK_COMM_LEN is 16; kernel threads have up to 64. */
const longestName = 64

/** Null for what is no such text. Never throws. */
export function decodeProcessStat(text: string): ProcessStat | null {
  // The name stands in parentheses and may hold parentheses itself: the last one ends it.
  const start = text.indexOf('(')
  const end = text.lastIndexOf(')')
  if (start < 0 || end < start) return null
  const fields = text.slice(end + 2).split(' ', startIndex + 1)
  const [parent, startTicks] = [Number(fields[parentIndex]), Number(fields[startIndex])]
  if (![parent, startTicks].every((value) => Number.isSafeInteger(value) && value >= 0)) return null
  return { name: text.slice(start + 1, end).slice(0, longestName), parent, startTicks }
}

/** Second of the boot since 1970, from /proc/stat; null when it does not say. Never throws. */
export function decodeBootTime(text: string): number | null {
  const match = /^btime (\d{1,12})$/m.exec(text)
  return match === null ? null : Number(match[1])
}

/** ISO 8601 of a start time; null outside of what a date can hold. */
export function startInstant(bootSecond: number, startTicks: number): string | null {
  const milliseconds = bootSecond * 1000 + (startTicks * 1000) / ticksPerSecond
  return milliseconds <= 8.64e15 ? new Date(milliseconds).toISOString() : null
}

/** Arguments of /proc/<pid>/cmdline: each ends with a NUL. Programs may have written anything there. Never throws. */
export function decodeCommandLine(text: string): string[] {
  const parts = text.split('\0')
  while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  return parts
}
