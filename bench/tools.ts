import { fileURLToPath } from 'node:url'

export interface Job {
  /** One address or CIDR. */
  readonly target: string
  /** As -p of nmap takes it. */
  readonly ports: string
  /** `max`: as fast as it goes; `default`: what a person gets who asks for nothing. */
  readonly pace: 'max' | 'default'
  /** Default tcp. */
  readonly transport?: 'tcp' | 'udp'
  /** Look for hosts first. Default: take every address for one. */
  readonly discover?: boolean
  /** One probe each by one sender, and no wait for answers longer than need be. */
  readonly once?: boolean
  /** What a tool needs to be told that does not look up routes: the interface, and the hardware address of the next hop. */
  readonly path?: { readonly device: string; readonly nextHop: string }
}

export interface Tool {
  readonly name: string
  /** Program and arguments for a job. Another exit code than 0 says that it failed. */
  command(job: Job): readonly [string, ...string[]]
  /** Open endpoints in its output, as `address:port`. */
  found(stdout: string, job: Job): ReadonlySet<string>
}

export type ToolKind = 'connections' | 'packets'

/** How the tools are told to scan, ours and nmap. */
const scanFlag: Record<ToolKind, string> = { connections: '-sT', packets: '-sS' }

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export function portreeve(kind: ToolKind): Tool {
  return {
    name: 'portreeve',
    command: ({ target, ports, pace, transport, discover, once }) => {
      const how = [
        ...(transport === 'udp' ? ['-sU', '--engine', kind === 'packets' ? 'raw' : 'connect'] : [scanFlag[kind]]),
        ...(discover ? [] : ['-Pn']),
        ...(pace === 'max' ? ['--rate', 'max'] : []),
        ...(once ? ['--retries', '0', '--threads', '1'] : []),
      ]
      return [process.execPath, main, 'scan', target, '-p', ports, ...how, '--no-service', '-f', 'jsonl']
    },
    found: (stdout) => {
      const records = lines(stdout).map((line) => JSON.parse(line) as { address: string; port: number; state: string })
      return new Set(records.filter(({ state }) => isOpen(state)).map(({ address, port }) => `${address}:${port}`))
    },
  }
}

/** nmap as people run it, and as fast as it can be asked to be. */
export function nmap(kind: ToolKind, transport: 'tcp' | 'udp' = 'tcp'): readonly Tool[] {
  const flag = transport === 'udp' ? '-sU' : scanFlag[kind]
  const variant = (name: string, fast: readonly string[]): Tool => ({
    name,
    command: ({ target, ports, pace, discover }) => [
      'nmap',
      ...[flag, ...(discover ? [] : ['-Pn']), '-n', '-oG', '-'],
      ...(pace === 'max' ? fast : []),
      ...['-p', ports, target],
      ...(target.includes(':') ? ['-6'] : []),
    ],
    found: nmapGreppable,
  })
  return [variant(`nmap ${flag} -T4`, ['-T4']), variant(`nmap ${flag} -T5 --min-rate`, ['-T5', '--min-rate', '50000'])]
}

/**
 * Its best rate is none. It knows one port at a time.
 * @param threads that send; one more receives
 */
export function zmap(emptyFile: string, threads: 1 | 2): Tool {
  return {
    name: threads === 1 ? 'zmap' : `zmap -T ${threads}`,
    command: ({ target, ports, pace, path, once }) => [
      'zmap',
      // Its own list leaves out private networks.
      ...['-b', emptyFile, '-p', ports, '-T', String(threads), '-c', once ? '0' : '1', '-q', '-o', '-'],
      ...(pace === 'max' ? ['-r', '0'] : []),
      ...(path ? ['-i', path.device, '-G', path.nextHop] : []),
      target,
    ],
    found: (stdout, { ports }) => new Set(lines(stdout).map((line) => `${line.trim()}:${ports}`)),
  }
}

export function masscan(): Tool {
  return {
    name: 'masscan',
    command: ({ target, ports, pace, path }) => [
      'masscan',
      ...[target, '-p', ports === '-' ? '0-65535' : ports, '--wait', '1', '-oL', '-'],
      ...(pace === 'max' ? ['--rate', '1000000'] : []),
      ...(path ? ['-e', path.device, '--router-mac', path.nextHop] : []),
    ],
    found: (stdout) => {
      const open = lines(stdout).map((line) => /^open tcp (\d+) (\S+)/.exec(line))
      return new Set(open.flatMap((hit) => (hit ? [`${hit[2]}:${hit[1]}`] : [])))
    },
  }
}

export function naabu(program: string): Tool {
  return {
    name: 'naabu',
    command: ({ target, ports, pace }) => [
      program,
      ...['-host', target, '-p', ports, '-s', 'c', '-Pn', '-silent', '-duc', '-no-color'],
      ...(pace === 'max' ? ['-rate', '50000', '-c', '1000'] : []),
    ],
    found: (stdout) => new Set(lines(stdout).map((line) => line.trim())),
  }
}

export function rustscan(program: string): Tool {
  return {
    name: 'rustscan',
    command: ({ target, ports, pace }) => [
      program,
      ...['-a', target, ...rustscanPorts(ports), '-g', '--no-banner', '--no-config'],
      ...(pace === 'max' ? ['-b', '15000', '-t', '1000', '--ulimit', '20000'] : []),
    ],
    found: (stdout) => {
      const hosts = lines(stdout).map((line) => /^(\S+) -> \[([\d,]*)\]$/.exec(line.trim()))
      return new Set(hosts.flatMap((host) => host?.[2]?.split(',').map((port) => `${host[1]}:${port}`) ?? []))
    },
  }
}

/** It takes one range, or a list of single ports. */
function rustscanPorts(ports: string): readonly string[] {
  if (ports === '-') return ['-r', '1-65535']
  const single = ports.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
  return ['-p', single.join(',')]
}

/** A UDP port that may be open counts as called open: of a closed one, that is wrong. */
function isOpen(state: string): boolean {
  return state === 'open' || state === 'open|filtered'
}

function nmapGreppable(stdout: string): ReadonlySet<string> {
  const hosts = lines(stdout).map((line) => /^Host: (\S+) .*Ports: (.*?)(?:\tIgnored|$)/.exec(line))
  const open = (host: string, ports: string): string[] =>
    [...ports.matchAll(/(\d+)\/([a-z|]+)\//g)].flatMap(([, port, state = '']) =>
      isOpen(state) ? `${host}:${port}` : [],
    )
  return new Set(hosts.flatMap((host) => (host ? open(host[1]!, host[2]!) : [])))
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
