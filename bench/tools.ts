import { fileURLToPath } from 'node:url'

export interface Job {
  /** One address or CIDR. */
  readonly target: string
  /** As -p of nmap takes it. */
  readonly ports: string
  /** `max`: as fast as it goes; `default`: what a person gets who asks for nothing. */
  readonly pace: 'max' | 'default'
}

export interface Tool {
  readonly name: string
  /** Program and arguments for a job; null where the tool cannot do it. */
  command(job: Job): readonly [string, ...string[]]
  /** Open endpoints in its output, as `address:port`. */
  found(stdout: string): ReadonlySet<string>
}

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export const portreeve: Tool = {
  name: 'portreeve',
  command: ({ target, ports, pace }) => {
    const rate = pace === 'max' ? ['--rate', 'max'] : []
    return [process.execPath, main, 'scan', target, '-p', ports, '-sT', '--no-service', '-f', 'jsonl', ...rate]
  },
  found: (stdout) => {
    const records = lines(stdout).map((line) => JSON.parse(line) as { address: string; port: number; state: string })
    return new Set(records.filter(({ state }) => state === 'open').map(({ address, port }) => `${address}:${port}`))
  },
}

/** nmap as people run it, and as fast as it can be asked to be. */
export function nmap(program = 'nmap'): readonly Tool[] {
  const plain = ['-sT', '-Pn', '-n', '-oG', '-']
  const variant = (name: string, fast: readonly string[]): Tool => ({
    name,
    command: ({ target, ports, pace }) => [program, ...plain, ...(pace === 'max' ? fast : []), '-p', ports, target],
    found: nmapGreppable,
  })
  return [variant('nmap -sT -T4', ['-T4']), variant('nmap -sT -T5 --min-rate', ['-T5', '--min-rate', '50000'])]
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

function nmapGreppable(stdout: string): ReadonlySet<string> {
  const hosts = lines(stdout).map((line) => /^Host: (\S+) .*Ports: (.*?)(?:\tIgnored|$)/.exec(line))
  const open = (host: string, ports: string): string[] =>
    [...ports.matchAll(/(\d+)\/open\//g)].map(([, port]) => `${host}:${port}`)
  return new Set(hosts.flatMap((host) => (host ? open(host[1]!, host[2]!) : [])))
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
