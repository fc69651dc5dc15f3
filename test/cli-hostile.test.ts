// Peers that mean harm, met by the program as it is shipped: it ends, and it does not grow.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { mainFile, recordsOf } from './cli-program.ts'

/** Most resident memory that a scan may ever take, in KiB. */
const mostMemory = 250 * 1024
const patienceMs = 60_000

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The high-water mark of resident memory (proc(5), VmHWM), in KiB. */
  readonly memory: number
}

labSuite('hostile peers', () => {
  let lab: Lab
  let client: Host
  let server: Host

  beforeAll(async () => {
    lab = await createLab('hostile')
    ;({ client, server } = await pair(lab))
    await server.listen({ tcp: [7], answer: 'endless' })
    await server.listen({ tcp: [9], answer: 'reset' })
    await server.listen({ tcp: [11], answer: 'close' })
    await server.listen({ tcp: [22], answer: { banner: `SSH-2.0-\u001b[2J${'A'.repeat(100_000)}\r\n` } })
    // Everything at 10.66.0.1 is answered by one listener, as some firewalls and tar pits do.
    await server.ip('addr add 10.66.0.1/32 dev eth0')
    await client.ip('route add 10.66.0.1 via 10.9.0.2')
    await server.nft(`table ip everything {
  chain prerouting {
    type nat hook prerouting priority -100; policy accept;
    ip daddr 10.66.0.1 tcp dport 1-65535 redirect to :9
  }
}
`)
  })
  afterAll(() => lab.destroy())

  function scan(...args: string[]): Promise<Run> {
    const [command = '', ...words] = [...client.prefix(), process.execPath, mainFile, 'scan', '--no-service', ...args]
    return new Promise((resolve, reject) => {
      const child = spawn(command, words, {
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: patienceMs,
        killSignal: 'SIGKILL',
      })
      const printed = { stdout: '', stderr: '' }
      let memory = 0
      // The mark only rises, so it is read now and then; the process is gone when its end is heard of.
      const look = setInterval(() => {
        memory = Math.max(memory, highWater(child.pid))
      }, 20)
      child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
      child.once('error', reject)
      child.once('close', (code) => {
        clearInterval(look)
        resolve({ code, memory, ...printed })
      })
    })
  }

  function expectModest({ memory }: Run): void {
    expect(memory).toBeGreaterThan(0)
    expect(memory).toBeLessThan(mostMemory)
  }

  test('a host that answers on everything is folded, not walked through', async () => {
    const run = await scan('10.66.0.1', '-p', '-', '-f', 'json')
    expect([run.code, run.stderr]).toEqual([0, ''])
    const { summary } = JSON.parse(run.stdout)
    expect(summary.pseudoServices).toMatchObject([{ address: '10.66.0.1', transport: 'tcp' }])
    expect(summary.probesSent).toBeLessThan(5_000)
    expectModest(run)
  })

  test('endless, huge and hostile banners, resets and hang-ups are open ports like others', async () => {
    const run = await scan('10.9.0.2', '-p', '1-100', '-f', 'jsonl')
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(
      recordsOf<{ port: number }>(run.stdout)
        .map(({ port }) => port)
        .sort((a, b) => a - b),
    ).toEqual([7, 9, 11, 22])
    expect(run.stdout).not.toContain('\u001b')
    expectModest(run)
  })

  test('a storm of resets and of ICMP errors is closed and filtered', async () => {
    await server.unlimitIcmp()
    await server.block({ tcp: { '2000-11999': 'reset', '12000-21999': 'admin-prohibited' } })
    const run = await scan('10.9.0.2', '-p', '2000-21999', '--rate', 'max', '-f', 'json')
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(JSON.parse(run.stdout).summary.byState).toMatchObject({ open: 0, closed: 10_000, filtered: 10_000 })
    expectModest(run)
  })

  test('4,000 listeners that come and go during the scan', async () => {
    const steady = 30_000
    await server.listen({ tcp: [steady] })
    const ports = Array.from({ length: 4_000 }, (_, i) => 31_000 + i)
    const crowd = await server.listen({ tcp: ports })
    let over = false
    const scanning = scan('10.9.0.2', '-p', '30000-36000', '--rate', '20000', '-f', 'jsonl').finally(() => {
      over = true
    })
    for (let round = 0; !over && round < 100; round++) {
      await crowd.close({ tcp: ports })
      await crowd.open({ tcp: ports })
    }
    const run = await scanning
    await crowd.stop()
    expect([run.code, run.stderr]).toEqual([0, ''])
    const found = recordsOf<{ port: number }>(run.stdout).map(({ port }) => port)
    expect(found).toContain(steady)
    expect(found.filter((port) => port !== steady && (port < 31_000 || port >= 35_000))).toEqual([])
    expectModest(run)
  })
})

function highWater(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // it has ended
  }
}
