import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { masscan, naabu, nmap, rustscan, type Tool, zmap } from './tools.ts'

// Pinned, so that a figure can be had again. Built once, outside the repository.
const naabuModule = 'github.com/projectdiscovery/naabu/v2/cmd/naabu@v2.3.7'
const rustscanVersion = '2.4.1'

const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'portreeve', 'rivals')

/** The rivals that make connections, as far as this machine can run them; what is missing is said, never passed over in silence. */
export function connectingRivals(say: (line: string) => void): readonly Tool[] {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  return [...ifInstalled(say, 'nmap', () => nmap('connections')), ...naabuIfBuildable(say), ...rustscanIfBuildable(say)]
}

/** The rivals that send packets of their own, likewise. */
export function packetRivals(say: (line: string) => void, transport: 'tcp' | 'udp' = 'tcp'): readonly Tool[] {
  mkdirSync(folder, { recursive: true })
  const emptyFile = join(folder, 'empty')
  writeFileSync(emptyFile, '')
  return [
    ...ifInstalled(say, 'nmap', () => nmap('packets', transport)),
    ...ifInstalled(say, 'zmap', () => [zmap(emptyFile, 1), zmap(emptyFile, 2)]),
    ...ifInstalled(say, 'masscan', () => [masscan()]),
  ]
}

function ifInstalled(say: (line: string) => void, program: string, tools: () => readonly Tool[]): readonly Tool[] {
  if (spawnSync(program, ['--version']).error === undefined) return tools()
  return skip(say, program, 'it is not installed')
}

function naabuIfBuildable(say: (line: string) => void): readonly Tool[] {
  const program = join(folder, 'bin', 'naabu')
  if (!existsSync(program)) {
    if (!runs('go', 'version')) return skip(say, 'naabu', 'go is not there to build it')
    say(`building naabu (${naabuModule}) …`)
    // Its raw engine wants libpcap; only the connect engine is compared here.
    const built = spawnSync('go', ['install', naabuModule], {
      env: { ...process.env, GOBIN: join(folder, 'bin') },
      encoding: 'utf8',
    })
    if (built.status !== 0) return skip(say, 'naabu', `it could not be built: ${lastLine(built.stderr)}`)
  }
  return [naabu(program)]
}

function rustscanIfBuildable(say: (line: string) => void): readonly Tool[] {
  const program = join(folder, 'bin', 'rustscan')
  if (!existsSync(program)) {
    if (!runs('cargo', '--version')) return skip(say, 'rustscan', 'cargo is not there to build it')
    say(`building rustscan ${rustscanVersion} …`)
    const built = spawnSync(
      'cargo',
      ['install', '--locked', '--root', folder, '--version', rustscanVersion, 'rustscan'],
      { encoding: 'utf8' },
    )
    if (built.status !== 0) return skip(say, 'rustscan', `it could not be built: ${lastLine(built.stderr)}`)
  }
  return [rustscan(program)]
}

function skip(say: (line: string) => void, name: string, reason: string): readonly Tool[] {
  say(`skipped ${name}: ${reason}`)
  return []
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument]).status === 0
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
