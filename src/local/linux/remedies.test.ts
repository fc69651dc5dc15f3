import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Container, Listener } from '../../model/listener.ts'
import { whoHolds } from '../who.ts'
import { remediesFor } from './remedies.ts'

/** No process has this number: pid_max is at most 2^22 (proc(5)), so /proc tells nothing of it. */
const nobody = 4_194_305

function listener(given: Partial<Listener> = {}): Listener {
  const holder = { pid: nobody, name: 'web', executable: null, command: null, user: 'root' }
  return {
    transport: 'tcp',
    address: '0.0.0.0',
    port: 8080,
    bind: 'all',
    interface: null,
    pid: holder.pid,
    process: holder.name,
    executable: null,
    executableFacts: null,
    command: null,
    user: 'root',
    unit: null,
    container: null,
    netns: null,
    connections: 0,
    acceptQueue: null,
    since: null,
    processes: [holder],
    ...given,
  }
}

const commands = (given: Partial<Listener>): string[] => remediesFor(listener(given)).map(({ command }) => command)
/** Root needs none. */
const sudo = process.geteuid?.() === 0 ? '' : 'sudo '

describe('a container is stopped by its engine', () => {
  const container = (given: Partial<Container>): Container => ({
    engine: 'docker',
    id: 'f'.repeat(64),
    name: null,
    ...given,
  })
  test.each([
    [container({ name: 'shop' }), 'docker stop shop'],
    [container({}), `docker stop ${'f'.repeat(12)}`],
    [container({ engine: 'podman', name: 'shop' }), 'podman stop shop'],
    [container({ engine: 'lxc', id: 'web', name: 'web' }), 'lxc-stop --name=web'],
    [container({ engine: 'systemd-nspawn', id: 'deb', name: 'deb' }), 'machinectl poweroff deb'],
    [container({ engine: 'containerd', name: 'pod/app' }), `crictl stop ${'f'.repeat(13)}`],
    [container({ name: 'a; rm -rf /' }), "docker stop 'a; rm -rf /'"],
    [container({ name: '--all' }), 'docker stop -- --all'],
    [container({ engine: 'systemd-nspawn', id: '-all', name: '-all' }), 'machinectl poweroff -- -all'],
    [container({ engine: 'lxc', id: "it's", name: "it's" }), `lxc-stop --name='it'\\''s'`],
  ])('%j', (given, command) => expect(commands({ container: given })).toEqual([command]))
})

test('what docker publishes is stopped at the container, not at the helper', () => {
  expect(commands({ process: 'docker-proxy' })).toEqual(['docker stop $(docker ps --quiet --filter publish=8080)'])
})

test('a socket that systemd holds for a service is not freed by killing systemd', () => {
  expect(commands({ pid: 1 })).toEqual(['systemctl list-sockets | grep -w 8080'])
})

test('several processes are named, a crowd only in part', () => {
  const crowd = Array.from({ length: 40 }, (_, index) => ({
    pid: nobody + index,
    name: 'web',
    executable: null,
    command: null,
    user: 'root',
  }))
  const [kill = ''] = commands({ processes: crowd })
  expect(kill.startsWith(`${sudo}kill ${nobody} ${nobody + 1} `)).toBe(true)
  expect(kill.match(/\d+/g)).toHaveLength(16)
})

/** Listens, and hands the socket to two children, as servers with workers do. Ends them with itself. */
const forkingServer = `
  const { spawn } = require('node:child_process')
  const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
    const inherit = { stdio: ['pipe', 'ignore', 'ignore', server._handle.fd] }
    for (const _ of [1, 2]) spawn('cat', inherit)
    console.log(server.address().port)
  })
  process.stdin.resume().on('end', () => process.exit())
`

test('a server with workers is asked at its master', async () => {
  const master = spawn(process.execPath, ['-e', forkingServer], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const [line] = await once(master.stdout, 'data')
    const { held } = await whoHolds(Number(line))
    expect(held[0]?.listener.processes.map(({ name }) => name)).toEqual(['node', 'cat', 'cat'])
    expect(held[0]?.remedies.at(-1)).toEqual({
      command: `${sudo}kill ${master.pid}`,
      does: 'asks node to end, and so the 2 workers',
    })
  } finally {
    master.stdin.end()
    await once(master, 'exit')
  }
})

test('our own process, which no unit runs alone, is asked to end', () => {
  const self = { pid: process.pid, name: 'node', executable: null, command: null, user: 'root' }
  expect(commands({ pid: process.pid, processes: [self] }).at(-1)).toBe(`${sudo}kill ${process.pid}`)
})
