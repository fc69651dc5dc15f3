/** Words of scans that send no packets of their own making, or may not. */
const sendsNone = /^(-h|--help|--dry-run|--resume|--driver|-s\w*T|(--|--engine=)?connect$)/

/** Whether a command line will want a scanner in a process without rights, as far as a glance tells. */
export function wantsScanner([command, ...words]: readonly string[]): boolean {
  const isScan = command === 'scan' && words.length > 0 && !words.some((word) => sendsNone.test(word))
  return isScan && process.geteuid?.() === 0
}
