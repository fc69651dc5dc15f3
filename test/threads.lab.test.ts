// Several senders share a scan: together they do what one does, each endpoint once.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { lossRules } from '../lab/rules.ts'
import { labSuite } from '../lab/suite.ts'
import { routed } from '../lab/topologies.ts'
import { waitFor } from '../lab/wait.ts'
import { mainFile, portreeve, recordsOf } from './cli-program.ts'

const libraryFile = join(dirname(dirname(mainFile)), 'index.js')
/** So many endpoints that two senders share one port of each. */
const network = '10.16.0.0/19'
const hosts = 8192
const [open, silent, closed] = [80, 81, 82]
const everywhere = '10.17.0.1'

/** SYNs that arrive, by host and all together. */
const countRules = `table ip arrived
delete table ip arrived
table ip arrived {
  counter whole {}
  set hosts { type ipv4_addr; flags dynamic; size 16384; counter; }
  chain prerouting {
    type filter hook prerouting priority -300; policy accept;
    ip daddr ${network} tcp flags & (syn | ack) == syn counter name whole add @hosts { ip daddr }
  }
}
`

labSuite('several threads', () => {
  let lab: Lab
  let client: Host
  let router: Host
  let server: Host
  const running: ChildProcess[] = []
  const two = ['--threads', '2', '--engine', 'raw', '-n']

  beforeAll(async () => {
    lab = await createLab('threads')
    ;({ client, router, server } = await routed(lab, [network, `${everywhere}/32`]))
    await server.listen({ tcp: [open] })
    await server.block({ tcp: { [silent]: 'drop' } })
    await server.nft(`table ip redirected { chain prerouting { type nat hook prerouting priority dstnat
      ip daddr ${everywhere} tcp dport 1-65535 redirect to :${open}
    }
    }`)
  })
  afterEach(async () => {
    for (const each of running.splice(0)) each.kill('SIGKILL')
    await router.nft(lossRules(0))
  })
  afterAll(() => lab.destroy())

  async function arrived(): Promise<number> {
    const { stdout } = await server.exec('nft', ['list', 'counter', 'ip', 'arrived', 'whole'])
    return Number(/packets (\d+)/.exec(stdout)?.[1])
  }

  test('each silent endpoint is asked once an attempt', async () => {
    await server.nft(countRules)
    await portreeve(client, [
      'scan',
      '--no-service',
      network,
      '-p',
      `${silent}`,
      '--rate',
      '20000',
      '--no-adapt',
      ...two,
    ])
    const { stdout } = await server.exec('nft', ['list', 'set', 'ip', 'arrived', 'hosts'])
    const counts = [...stdout.matchAll(/10\.16\.\d+\.\d+ counter packets (\d+)/g)].map(([, count]) => Number(count))
    expect(counts).toHaveLength(hosts)
    expect(counts.every((count) => count === 3)).toBe(true)
  })

  test('2 % loss each way: all are found', async () => {
    await router.nft(lossRules(20))
    const words = [
      'scan',
      '--no-service',
      network,
      '-p',
      `${open}`,
      '--rate',
      'max',
      '--retries',
      '4',
      '-f',
      'json',
      ...two,
    ]
    const { stdout } = await portreeve(client, words)
    const { records, summary } = JSON.parse(stdout)
    expect(new Set(records.map(({ address }: { address: string }) => address)).size).toBe(hosts)
    expect(records).toHaveLength(hosts)
    expect(summary.recall).toMatchObject({ found: hosts })
  })

  test('counts are those of one thread', async () => {
    const words = ['scan', '--no-service', network, '-p', [open, silent, closed].join(), '--rate', 'max', '-f', 'json']
    const counts = async (...more: string[]) => {
      const { stdout } = await portreeve(client, [...words, ...more])
      const { endpoints, tallies, unprobed, complete, pseudoServices } = JSON.parse(stdout).summary
      const sorted = tallies.map((tally: unknown) => JSON.stringify(tally)).sort()
      return { endpoints, tallies: sorted, unprobed, complete, pseudoServices }
    }
    const one = await counts('--engine', 'raw')
    expect(one).toMatchObject({ endpoints: 3 * hosts, complete: true })
    expect(await counts(...two)).toEqual(one)
  })

  test('a host that answers on everything is folded once', async () => {
    const { stdout } = await portreeve(client, [
      'scan',
      '--no-service',
      everywhere,
      '-p',
      '1-20000',
      '--rate',
      'max',
      '-f',
      'json',
      ...two,
    ])
    const { summary } = JSON.parse(stdout)
    expect(summary.pseudoServices).toEqual([expect.objectContaining({ address: everywhere, transport: 'tcp' })])
    // Both folded it after some of their share of its ports.
    expect(summary.pseudoServices[0].skipped).toBeGreaterThan(18_000)
    expect(summary).toMatchObject({ endpoints: 20_000, unprobed: 0, complete: true })
  })

  test('stopped and continued: nothing is sent meanwhile, and nothing is missed', async () => {
    await server.nft(countRules)
    const scan = ['scan', '--no-service', network, '-p', `${open}`, '--rate', '3000', '--no-adapt', '-f', 'jsonl']
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, ...scan, ...two]
    const child = spawn(command, words, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
    running.push(child)
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    const end = new Promise((resolve) => child.once('close', resolve))
    await waitFor('the first results', () => printed.includes('"state":"open"'))
    process.kill(-child.pid!, 'SIGTSTP')
    await waitFor('the program to stop', () => / T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')))
    // At this pace there is something new at each look, unless nothing is sent.
    let [last, same] = [-1, 0]
    await waitFor('the senders to pause', async () => {
      const count = await arrived()
      same = count === last ? same + 1 : 0
      last = count
      return same === 20
    })
    expect(last).toBeLessThan(hosts)
    process.kill(-child.pid!, 'SIGCONT')
    expect(await end).toBe(0)
    expect(new Set(recordsOf(printed).map(({ address }) => address)).size).toBe(hosts)
  })

  test('one of them is killed: what all have found is kept, and the scan can be gone on with', async () => {
    const [env, cwd] = [{ XDG_STATE_HOME: join(lab.directory, 'state') }, lab.directory]
    const scan = ['scan', '--no-service', network, '-p', `${open}`, '--rate', '3000', '--no-adapt', '-o', 'found.jsonl']
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, ...scan, ...two]
    const child = spawn(command, words, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    running.push(child)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const end = new Promise((resolve) => child.once('close', resolve))
    const scans = join(env.XDG_STATE_HOME, 'portreeve', 'scans')
    const kept = () => (existsSync(scans) ? readdirSync(scans).filter((name) => !name.startsWith('.')) : [])
    await waitFor('the state', () => kept().length > 0)
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')
    expect(children).toHaveLength(2)
    process.kill(Number(children[1]), 'SIGKILL')
    expect(await end).toBe(3)
    expect(said).toContain('the process of the scanner ended before its work was done')
    const [id = ''] = kept()
    expect(said).toContain(`to go on: portreeve scan --resume ${id}\n`)
    const before = recordsOf<{ address: string }>(readFileSync(join(cwd, 'found.jsonl.partial'), 'utf8'))
    expect(before.length).toBeGreaterThan(1000)
    const { code } = await portreeve(client, ['scan', '--resume', id], { env, cwd })
    expect(code).toBe(0)
    const found = recordsOf<{ address: string }>(readFileSync(join(cwd, 'found.jsonl'), 'utf8'))
    const addresses = new Set(found.map(({ address }) => address))
    expect([found.length, addresses.size]).toEqual([hosts, hosts])
    expect(before.filter(({ address }) => !addresses.has(address))).toEqual([])
    expect(kept()).toEqual([])
  })

  test('the library has closed its sockets when its run is over', async () => {
    const script = `import { readFileSync } from 'node:fs'
    import { scan } from ${JSON.stringify(libraryFile)}
    const run = scan('${network}', { ports: '${open}', rate: 'max', engine: 'raw', threads: 2 })
    let found = 0
    for await (const record of run) if (record.state === 'open') found += 1
    await run.summary
    console.log(found, readFileSync('/proc/net/packet', 'utf8').trim().split('\\n').length)`
    const file = join(lab.directory, 'library.mjs')
    writeFileSync(file, script)
    const { stdout } = await client.exec(process.execPath, [file])
    // One line: the heading.
    expect(stdout.trim()).toBe(`${hosts} 1`)
  })
})
