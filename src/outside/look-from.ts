import { execFile } from 'node:child_process'
import { type Family, parseAddress } from '../lib/address.ts'
import { OperationError, UsageError } from '../lib/errors.ts'
import { cutText } from '../lib/text.ts'
import { decodeBashLines } from './bash-lines.ts'
import { type Endpoint, probeScript } from './probe-script.ts'
import { decodeScanRecords } from './scan-records.ts'
import { longestVantage, type OutsideView } from './seen.ts'

const longestAnswer = 64 * 2 ** 20
/** nmap takes minutes for what is filtered. */
const patienceMs = 10 * 60_000
const connectSeconds = 10
/** Of what ssh says: its words may be those of the other side. */
const longestReason = 300

/** `user@host`, `ssh://user@host:port`, or a name of ~/.ssh/config. @throws UsageError for what ssh would take for an option, or a shell for more than a word */
export function sshDestination(text: string): string {
  if (/^(?!-)[\w.@:%+/[\]-]{1,255}$/.test(text)) return text
  throw new UsageError(`--from ${JSON.stringify(text)} names no host; write user@host, as for ssh`)
}

/**
 * Looks at endpoints from another machine, over ssh, with what it has: portreeve, nmap or bash. ssh asks for nothing: keys must let it in.
 * @throws OperationError when ssh does not get there, or nothing is there to look with
 */
export async function lookFrom(
  destination: string,
  endpoints: readonly Endpoint[],
  signal: AbortSignal | undefined,
): Promise<OutsideView> {
  const views: OutsideView[] = []
  for (const family of [4, 6] as const) {
    const some = endpoints.filter(({ address }) => isReachable(address, family))
    const isUdp = some.every(({ transport }) => transport === 'udp')
    const means = isUdp ? 'no portreeve, which UDP takes' : 'neither portreeve nor nmap nor bash'
    if (some.length > 0) views.push(await answerOf(destination, probeScript(some, family), means, signal))
  }
  return { seen: views.flatMap(({ seen }) => seen), unread: views.reduce((sum, { unread }) => sum + unread, 0) }
}

/** Addresses that mean something elsewhere too. */
function isReachable(text: string, family: Family): boolean {
  const address = parseAddress(text)
  return address !== undefined && address.family === family && address.zone === undefined
}

/** @param means what is missing where nothing there can look */
async function answerOf(
  destination: string,
  script: string,
  means: string,
  signal: AbortSignal | undefined,
): Promise<OutsideView> {
  const said = await ssh(destination, script, signal)
  const end = said.indexOf('\n')
  const [tool, rest] = [said.slice(0, end), said.slice(end + 1)]
  const vantage = cutText(destination, longestVantage)
  switch (tool) {
    case 'portreeve': {
      const { seen, unread } = decodeScanRecords(rest, vantage)
      return { seen: seen.map((each) => ({ ...each, vantage })), unread }
    }
    case 'nmap':
      return (await import('./nmap-xml.ts')).decodeNmapXml(rest, vantage)
    case 'bash':
      return decodeBashLines(rest, vantage)
    case 'nothing':
      throw new OperationError(`--from ${destination}: there is ${means} to look with`)
  }
  throw new OperationError(`--from ${destination}: it says something else than was asked for (a greeting at log-in?)`)
}

function ssh(destination: string, script: string, signal: AbortSignal | undefined): Promise<string> {
  const options = ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectSeconds}`, '-T']
  const limits = { maxBuffer: longestAnswer, timeout: patienceMs, ...(signal && { signal }) }
  return new Promise((resolve, reject) => {
    const child = execFile('ssh', [...options, '--', destination, 'sh'], limits, (error, output, complaint) => {
      // Exit codes are those of the tools: ssh's own failure is 255 (ssh(1)).
      if (error === null || (typeof error.code === 'number' && error.code !== 255)) resolve(output)
      else reject(new OperationError(`--from ${destination}: ${reasonOf(error, complaint)}`))
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(script)
  })
}

function reasonOf(error: Error & { readonly code?: unknown }, complaint: string): string {
  if (error.code === 'ENOENT') return 'ssh is not installed (package openssh-client)'
  return cutText(complaint.trim().split('\n').at(-1) || error.message, longestReason)
}
