/** One look through all that a reply may match ends after so many milliseconds; 64 KiB of the worst text take a tenth of it. */
const longestMatchMs = 1_000

/** Whether the time for that is up, from now on. @param now a clock in milliseconds */
export function timeLimit(now: () => number = () => performance.now()): () => boolean {
  const deadline = now() + longestMatchMs
  return () => now() > deadline
}
