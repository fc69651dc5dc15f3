import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Daemon } from '../daemon.ts'
import { run } from '../exec.ts'
import type { Host } from '../host.ts'
import { unpackedFolders } from './packages.ts'
import type { Place, ZooDaemon } from './zoo-daemon.ts'

const ownMachine = fileURLToPath(new URL('own-machine.sh', import.meta.url))

/** Starts a daemon on a host, and returns when its ports listen. @throws LabError when it ends before, or takes too long */
export async function startDaemon(id: string, daemon: ZooDaemon, host: Host, folder: string): Promise<Daemon> {
  const dir = join(folder, id)
  for (const path of [dir, join(dir, 'machine')]) mkdirSync(path)
  chmodSync(dir, 0o777)
  const place = { dir, address: host.ipv4, ...certificateFiles(folder) }
  const { files = {}, script } = daemon.start(place)
  for (const [name, text] of Object.entries({ ...files, start: script })) write(dir, name, text)
  return host.spawn('unshare', ['--uts', 'sh', '-e', ownMachine, dir, host.ipv4, ...unpackedFolders(daemon)], {
    ready: { tcp: ports(daemon, 'tcp'), udp: ports(daemon, 'udp') },
    timeoutMs: 60_000,
  })
}

/** Makes what all daemons share in the folder of the zoo. */
export async function makeCertificate(folder: string): Promise<void> {
  const { cert, key, both } = certificateFiles(folder)
  const names = ['-subj', '/CN=zoo.test', '-addext', 'subjectAltName=DNS:zoo.test,DNS:*.zoo.test']
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    ...names,
    '-keyout',
    key,
    '-out',
    cert,
  ])
  await run('sh', ['-ec', 'cat "$1" "$2" > "$3"; chmod 644 "$1" "$2" "$3"', 'sh', cert, key, both])
}

function certificateFiles(folder: string): Pick<Place, 'cert' | 'key' | 'both'> {
  return { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem'), both: join(folder, 'both.pem') }
}

function write(dir: string, name: string, text: string): void {
  const path = isAbsolute(name) ? join(dir, 'root', name) : join(dir, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

function ports({ endpoints }: ZooDaemon, wanted: 'tcp' | 'udp'): number[] {
  return endpoints.flatMap(({ port, transport = 'tcp' }) => (transport === wanted ? [port] : []))
}
