/** Descriptors left alone for everything that is no connection to a service: libraries, the channel, sockets that are about to close. */
const leftAlone = 48

/**
 * How many connections whoever asks may have at once, for he has the limit of open files of this process. Infinity where that is not known.
 */
export async function roomForConnections(): Promise<number> {
  if (process.platform !== 'linux') return Infinity
  const [{ missingLibc }, { openFileLimit }] = await Promise.all([
    import('../../libc/library.ts'),
    import('../../libc/rlimit.ts'),
  ])
  return missingLibc === null ? Math.max(1, openFileLimit().soft - leftAlone) : Infinity
}
