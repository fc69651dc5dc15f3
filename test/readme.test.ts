// Every command of the README is run, and what it prints is what the README says. UPDATE_README=1 records it anew.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { complaints } from './cli-program.ts'

const readme = fileURLToPath(new URL('../README.md', import.meta.url))
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

interface Example {
  readonly host: 'client' | 'server'
  readonly command: string
  readonly output: string
}

/** Blocks of ```console, with `<!-- on: server -->` before those that run on the other machine. */
const blockPattern = /(?:<!-- on: (client|server) -->\n)?```console\n([\s\S]*?)```/g

function examplesIn(text: string): Example[] {
  return [...text.matchAll(blockPattern)].flatMap(([, host, body]) =>
    body!
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n')
        return { host: (host ?? 'client') as Example['host'], command, output: output.join('\n').trim() }
      }),
  )
}

/** What differs from run to run: times, process numbers, and the blanks that make room for them. */
function steady(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/\b\d+(\.\d+)? ?(ms|s|m|h)(?![a-z])/g, 'SPAN')
    .replaceAll(/("rttMs":)[\d.]+/g, '$1N')
    .replaceAll(/("vantage":)"[^"]*"/g, '$1"HOST"')
    .replaceAll(/\b(Dropbear(?: sshd)?|nginx|Redis)([ ,])[\d.]+/g, '$1$2VERSION')
    .replaceAll(/(\(|pid |kill )\d+/g, '$1PID')
    .replaceAll(/[ ─-]{2,}/g, ' ')
    .trim()
}

/** A small server as people have them: ssh, a forgotten Telnet, a web server, Redis open to all, memcached on loopback. */
async function startDaemons(lab: Lab, server: Host): Promise<void> {
  const file = (name: string, text = ''): string => {
    const path = join(lab.directory, name)
    writeFileSync(path, text)
    return path
  }
  const key = join(lab.directory, 'host-key')
  await server.exec('dropbearkey', ['-t', 'ed25519', '-f', key])
  await server.spawn('dropbear', ['-F', '-E', '-r', key, '-p', '22', '-P', ''], { ready: { tcp: 22 } })
  const telnet = file('inetd.conf', 'telnet stream tcp nowait nobody /bin/false false\n')
  await server.spawn('inetutils-inetd', ['-d', telnet], { ready: { tcp: 23 } })
  const pages = 'events {}\nhttp { access_log off; server { listen 80; } }\n'
  const nginx = ['-c', file('nginx.conf', pages), '-g', 'daemon off; pid /dev/null;', '-e', '/dev/null']
  await server.spawn('nginx', nginx, { ready: { tcp: 80 } })
  const redis = ['--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--dir', lab.directory]
  await server.spawn('redis-server', redis, { ready: { tcp: 6379 } })
  await server.spawn('memcached', ['-l', '127.0.0.1', '-U', '0', '-u', 'nobody'], { ready: { tcp: 11211 } })
}

/** The network it is in may do all, everybody else two things. */
const firewall = `table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    iif lo accept
    ct state established,related accept
    meta l4proto { icmp, ipv6-icmp } accept
    ip saddr 10.9.0.0/24 accept
    tcp dport { 22, 80 } accept
  }
}
`

labSuite('the README', () => {
  const text = readFileSync(readme, 'utf8')
  let lab: Lab
  let hosts: { client: Host; server: Host }

  beforeAll(async () => {
    lab = await createLab('readme')
    hosts = await pair(lab)
    await startDaemons(lab, hosts.server)
    await hosts.server.unlimitIcmp()
    await hosts.server.route('default', '10.9.0.1')
    await hosts.server.nft(firewall)
    const wrapper = join(lab.directory, 'portreeve')
    writeFileSync(wrapper, `#!/bin/sh\nexec ${process.execPath} ${main} "$@"\n`)
    chmodSync(wrapper, 0o755)
  })
  afterAll(() => lab?.destroy())

  const run = async ({ host, command }: Example): Promise<string> => {
    const env = { PATH: `${lab.directory}:${process.env.PATH}`, NO_COLOR: '1', COLUMNS: '110' }
    const { stdout, stderr } = await hosts[host].exec('sh', ['-c', command], { anyExit: true, env, cwd: lab.directory })
    return (stdout + complaints(stderr)).trim()
  }

  it('shows at least five commands', () => {
    expect(examplesIn(text).length).toBeGreaterThanOrEqual(5)
  })

  it.each(examplesIn(text))('$command', async (example) => {
    const output = await run(example)
    // Errors and warnings start so: they are nothing to show, and nothing to record.
    expect(output).not.toMatch(/^portreeve: /m)
    if (process.env.UPDATE_README) record(example, output)
    else expect(steady(output)).toBe(steady(example.output))
  })
})

function record({ command, output }: Example, fresh: string): void {
  const before = output === '' ? `$ ${command}\n` : `$ ${command}\n${output}\n`
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(before, () => `$ ${command}\n${fresh}\n`),
  )
}
