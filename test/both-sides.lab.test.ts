// A machine as people have them: SSH, a database in a container that Docker publishes, and ufw, which is not asked about that one.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import type { CheckRecord } from '../src/model/check-record.ts'
import { render } from '../src/report/render.ts'
import { loadFormat } from '../src/report/select-format.ts'
import type { CheckSummary } from '../src/report/types.ts'
import { complaints, portreeve, recordsOf } from './cli-program.ts'
import { terminalPicture, withoutColours, wordsOf } from './terminal-picture.ts'

const nothing: CheckSummary = {
  ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z', hostname: '' },
  ...{ byCategory: {}, byExposure: {}, closed: 0, filtered: 0, notes: [], complete: true },
}

/** Rules as Docker makes them for `--publish 5432:5432` (docs.docker.com, Packet filtering and firewalls). */
const dockerRules = `
iptables -t nat -N DOCKER
iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
iptables -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432
iptables -N DOCKER
iptables -N DOCKER-USER
iptables -A DOCKER-USER -j RETURN
iptables -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 5432 -j ACCEPT
iptables -I FORWARD -o docker0 -j DOCKER
iptables -I FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -I FORWARD -j DOCKER-USER
`

async function startUfw(lab: Lab, machine: Host): Promise<void> {
  // Programs of the host have these in place of those of the computer (ip-netns(8)).
  const etc = `/etc/netns/${machine.namespace}`
  mkdirSync(etc, { recursive: true })
  cpSync('/etc/ufw', join(etc, 'ufw'), { recursive: true })
  const rules = [
    'default deny incoming',
    'allow 22/tcp',
    'allow from 10.9.0.0/24 to any port 9100 proto tcp',
    'deny 8443/tcp',
  ]
  for (const rule of rules) await machine.exec('ufw', rule.split(' '), { cwd: lab.directory })
  await machine.exec('ufw', ['--force', 'enable'], { cwd: lab.directory })
}

/** Somebody of that name who listens. */
async function serve(host: Host, name: string, port: number): Promise<void> {
  const program = `process.title = '${name}'
    require('node:net').createServer((peer) => peer.on('error', () => {})).listen(${port}, '0.0.0.0')`
  await host.spawn(process.execPath, ['-e', program], { ready: { tcp: port } })
}

const picture = fileURLToPath(new URL('../docs/check.svg', import.meta.url))

labSuite('check of a machine with ufw and a container that is published', () => {
  let lab: Lab
  let hosts: { client: Host; server: Host }
  let rows: CheckRecord[]

  beforeAll(async () => {
    lab = await createLab('both-sides')
    hosts = { client: await lab.host('client'), server: await lab.host('server') }
    const { client, server } = hosts
    // One family makes fewer addresses to walk.
    await server.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 })
    await lab.link(client, server, { a: '10.9.0.1/24', b: '10.9.0.2/24' })
    await server.route('default', '10.9.0.1')
    const container = await lab.host('container')
    await lab.link(server, container, { b: '172.17.0.2/16' })
    await server.ip(
      'link set eth1 down\nlink set eth1 name docker0\nlink set docker0 up\naddr add 172.17.0.1/16 dev docker0',
    )
    await container.route('default', '172.17.0.1')
    await server.sysctl({ 'net.ipv4.ip_forward': 1 })
    await startUfw(lab, server)
    await server.exec('sh', ['-ec', dockerRules])
    await serve(server, 'sshd', 22)
    await serve(server, 'docker-proxy', 5432)
    await serve(server, 'redis-server', 6379)
    await serve(server, 'node', 8443)
    await serve(container, 'postgres', 5432)
    const { code, stdout, stderr } = await portreeve(server, ['check', '-f', 'jsonl'])
    expect([code, complaints(stderr)]).toEqual([0, ''])
    rows = recordsOf<CheckRecord>(stdout)
  }, 120_000)
  afterAll(() => lab?.destroy())

  const rowAt = (port: number) => rows.find((row) => row.address === '10.9.0.2' && row.port === port)!
  const fromAnywhere = (port: number) => rowAt(port).firewall!.find(({ from }) => from === 'anywhere')!

  it('what ufw allows is exposed, by its rule in its words', () => {
    expect(rowAt(22).exposure).toBe('exposed')
    expect(fromAnywhere(22)).toMatchObject({
      verdict: 'accept',
      decidedBy: { owner: 'ufw', rule: 'ufw rule 1: allow 22/tcp', changedWith: 'ufw delete 1' },
    })
  })

  it('what it does not is blocked, by its default or by its rule', () => {
    expect([rowAt(6379).exposure, rowAt(8443).exposure]).toEqual(['blocked', 'blocked'])
    expect(fromAnywhere(6379).decidedBy).toMatchObject({
      owner: 'ufw',
      rule: null,
      changedWith: 'ufw default allow|deny|reject incoming',
    })
    expect(fromAnywhere(8443).decidedBy).toMatchObject({ owner: 'ufw', rule: 'ufw rule 3: deny 8443/tcp' })
  })

  it('what Docker publishes is forwarded, past ufw, to the container', () => {
    expect(rowAt(5432)).toMatchObject({ exposure: 'forwarded', listening: true })
    expect(fromAnywhere(5432)).toMatchObject({ verdict: 'accept', leadsTo: { address: '172.17.0.2', port: 5432 } })
    expect(rowAt(5432).why).toContain('docker: port 5432/tcp is published: it leads to 172.17.0.2:5432')
  })

  it('what it lets in for nobody is an unused rule', () => {
    expect(rowAt(9100)).toMatchObject({ exposure: 'unused-rule', listening: false, listener: null })
  })

  it('is shown by a picture in the README', async () => {
    const own = rows.filter(({ listener, exposure }) => !listener?.netns || exposure === 'forwarded')
    const head = { kind: 'check', version: '', command: '', startedAt: '2026-01-01T00:00:00Z' } as const
    const ports = { portSpecification: { tcp: '', udp: '' }, counts: { tcp: 0, udp: 0 } }
    // Where Node comes from is another matter on each computer.
    const ofOthers = own.filter(({ address }) => address === '10.9.0.2').map((row) => ({ ...row, suspicions: [] }))
    const shown = render(await loadFormat('table'), { ...head, ...ports }, ofOthers, nothing, {
      colour: true,
      width: 180,
    })
    const table = shown.slice(0, shown.indexOf('\n\n'))
    if (process.env.UPDATE_README)
      writeFileSync(picture, terminalPicture(table, 'portreeve check of a machine with ufw and a published container'))
    expect(wordsOf(readFileSync(picture, 'utf8'))).toBe(withoutColours(table).trimEnd())
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain('(docs/check.svg)')
  })

  it('is what packets from outside meet', async () => {
    const { stdout } = await portreeve(hosts.client, [
      ...['scan', '10.9.0.2', '-p', '22,5432,6379,8443,9100', '-Pn', '--no-service', '--all-states', '-f', 'jsonl'],
    ])
    const states = recordsOf<{ port: number; state: string }>(stdout).map(({ port, state }) => [port, state])
    expect(Object.fromEntries(states)).toEqual({
      22: 'open',
      5432: 'open',
      6379: 'filtered',
      8443: 'filtered',
      9100: 'closed',
    })
  })
})
