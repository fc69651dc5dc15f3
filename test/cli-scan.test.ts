// The scan command, run as it is shipped, against hosts whose state is known.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ExecOptions } from '../lab/exec.ts'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { portreeve, recordsOf } from './cli-program.ts'

interface Row {
  readonly address: string
  readonly transport: string
  readonly port: number
  readonly state: string
  readonly reason: string
  readonly hostname: string | null
  readonly category: string
}

const server4 = '10.9.0.2'
const server6 = 'fd09::2'

labSuite('scan', () => {
  let lab: Lab
  let client: Host
  let server: Host
  let linkLocal: string

  beforeAll(async () => {
    lab = await createLab('cli-scan')
    ;({ client, server } = await pair(lab))
    await server.unlimitIcmp()
    await server.listen({ tcp: [22, 23, 80, 443, 40_000] })
    await server.listen({ udp: [5353], address: '0.0.0.0' })
    await server.block({ tcp: { 81: 'drop', 82: 'reset', 83: 'admin-prohibited' }, udp: { 54: 'drop' } })
    client.etc('hosts', `127.0.0.1 localhost\n${server4} both.example\n${server6} both.example\n`)
    const { stdout } = await server.exec('ip', ['-6', '-o', 'addr', 'show', 'dev', 'eth0', 'scope', 'link'])
    linkLocal = /inet6 (fe80::[0-9a-f:]+)/.exec(stdout)![1]!
  })
  afterAll(() => lab.destroy())

  const scan = (args: readonly string[], options: ExecOptions = {}) =>
    portreeve(client, ['scan', '--no-service', ...args], { cwd: lab.directory, ...options })

  /** How much of what is open was found: told beside records of every scan that met silence. */
  const recallNote = /^portreeve: note: packet-loss recall from this vantage: .*\n/gm

  /** The records of a scan that goes well and says nothing else. */
  async function rows(args: readonly string[], options: ExecOptions = {}): Promise<Row[]> {
    const { code, stdout, stderr } = await scan([...args, '--format', 'jsonl'], options)
    expect([code, stderr.replaceAll(recallNote, '')]).toEqual([0, ''])
    return recordsOf<Row>(stdout)
  }
  const ports = (records: readonly Row[]) => records.map(({ port }) => port).sort((a, b) => a - b)

  describe('records', () => {
    test('have the names that stay, in types that fit', async () => {
      const [record, ...more] = (await rows([server4, '-p', '22'])) as (Row & { observedAt: string })[]
      expect(more).toEqual([])
      expect(record).toMatchObject({
        address: server4,
        transport: 'tcp',
        port: 22,
        state: 'open',
        reason: 'syn-ack',
        rttMs: expect.any(Number),
        vantage: expect.stringMatching(/./),
        service: null,
        category: 'administrative',
        categoryReason: expect.stringMatching(/ssh.*port number only/),
      })
      expect(record!.observedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    })

    test('--all-states gives the truth about every endpoint', async () => {
      const records = await rows([server4, '-p', 'T:22,24,81-83,U:53,54,5353', '--all-states', '--retries', '1'])
      const seen = records.map(({ transport, port, state, reason }) => `${port}/${transport} ${state} ${reason}`)
      expect(seen.sort()).toEqual(
        [
          '22/tcp open syn-ack',
          '24/tcp closed rst',
          '81/tcp filtered no-response',
          '82/tcp closed rst',
          '83/tcp filtered icmp-admin-prohibited',
          '53/udp closed icmp-port-unreachable',
          '54/udp open|filtered no-response',
          '5353/udp open udp-reply',
        ].sort(),
      )
    })

    test('without it only what is open is shown', async () => {
      expect(ports(await rows([server4, '-p', '20-30', '--open']))).toEqual([22, 23])
    })
  })

  describe('the table', () => {
    test('has the risky first, with advice, and the sum of all', async () => {
      const { code, stdout, stderr } = await scan([server4, '-p', '22-24,80,81'])
      expect([code, stderr]).toEqual([0, ''])
      const lines = stdout.split('\n').map((line) => line.trim())
      const place = (start: string) => lines.findIndex((line) => line.startsWith(start))
      expect(place('risky')).toBeLessThan(place('administrative'))
      expect(place('administrative')).toBeLessThan(place('normal'))
      expect(lines[place('risky') + 1]).toMatch(/Telnet/)
      expect(stdout).toContain('1 risky, 1 administrative, 1 normal; 1 closed, 1 filtered')
      expect(stdout).not.toContain('\u001b')
    })

    test('says why a port is not open', async () => {
      const { code, stdout } = await scan([server4, '-p', '22,24,81,83', '--all-states', '--retries', '1'])
      expect(code).toBe(0)
      expect(stdout).toMatch(/22\/tcp +open +ssh/)
      expect(stdout).toMatch(/24\/tcp +closed \(rst\)/)
      expect(stdout).toMatch(/81\/tcp +filtered \(no-response\)/)
      expect(stdout).toMatch(/83\/tcp +filtered \(icmp-admin-prohibited\)/)
    })
  })

  describe("nmap's spellings", () => {
    test.each([
      [
        ['-sT', '-Pn', '-n', '-T4', '--open', '-p', '22,80-90', server4],
        [22, 80],
      ],
      [
        ['-p-', '-T5', server4],
        [22, 23, 80, 443, 40_000],
      ],
      [['-sU', '-p', '5353', server4], [5353]],
      [
        ['-sTU', '-p', 'T:80,U:5353', server4],
        [80, 5353],
      ],
      [['-6', '-p', '22', 'both.example'], [22]],
      [
        ['-F', server4],
        [22, 23, 80, 443],
      ],
      [
        ['--top-ports', '100', server4],
        [22, 23, 80, 443],
      ],
      [['-p', '80', '10.9.0.0/30', '--exclude', '10.9.0.1,10.9.0.3,10.9.0.0'], [80]],
    ])('%j', async (args, open) => {
      expect(ports(await rows(args))).toEqual(open)
    })

    test('-iL reads a file or standard input', async () => {
      await client.exec('sh', ['-c', `echo '# hosts\n${server4}' > hosts.txt`], { cwd: lab.directory })
      expect(ports(await rows(['-iL', 'hosts.txt', '-p', '22']))).toEqual([22])
      expect(ports(await rows(['-iL', '-', '-p', '22'], { input: `${server4} ${server6}\n` }))).toEqual([22, 22])
      expect(ports(await rows(['-', '-p', '22'], { input: server4 }))).toEqual([22])
    })
  })

  describe('targets', () => {
    test('a host name means all of its addresses', async () => {
      const records = await rows(['both.example', '-p', '80'])
      expect(records.map(({ address, hostname }) => `${address} ${hostname}`).sort()).toEqual([
        `${server4} both.example`,
        `${server6} both.example`,
      ])
    })

    test('a link-local address keeps its zone', async () => {
      const target = `${linkLocal}%eth0`
      expect(await rows([target, '-p', '22,24'])).toMatchObject([{ address: target, port: 22, state: 'open' }])
    })

    test('self is this machine', async () => {
      const records = await portreeve(server, ['scan', 'self', '-p', '22', '--no-service', '-f', 'jsonl'])
      const addresses = recordsOf<Row>(records.stdout).map(({ address }) => address)
      expect(addresses.sort()).toEqual(['127.0.0.1', '::1', server4, server6, `${linkLocal}%eth0`].sort())
    })

    test('shards with one seed are the whole, each endpoint once', async () => {
      const seen: number[] = []
      for (const shard of ['1/3', '2/3', '3/3']) {
        const part = await rows([
          server4,
          '-p',
          '1-300',
          '--all-states',
          '--seed',
          '7',
          '--shard',
          shard,
          '--retries',
          '0',
        ])
        expect(part).toHaveLength(100)
        seen.push(...ports(part))
      }
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    })
  })

  describe('outputs', () => {
    test('several at once, whole and under their own names', async () => {
      const folder = join(lab.directory, 'out')
      await client.exec('mkdir', [folder])
      const outputs = ['a.json', 'b.jsonl', 'c.csv', 'd.html', 'e.md', 'f.txt'].flatMap((name) => ['-o', name])
      const run = await scan([server4, '-p', '22,23,24', ...outputs, '-oX', 'g.xml'], { cwd: folder })
      expect(run).toMatchObject({ code: 0, stderr: '' })
      expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.jsonl', 'c.csv', 'd.html', 'e.md', 'f.txt', 'g.xml'])
      const text = (name: string) => readFileSync(join(folder, name), 'utf8')
      expect(JSON.parse(text('a.json')).records).toHaveLength(2)
      expect(ports(recordsOf<Row>(text('b.jsonl')))).toEqual([22, 23])
      expect(text('c.csv').trim().split('\n')).toHaveLength(3)
      expect(text('f.txt')).toBe(run.stdout)
      const xml = new XMLParser({ ignoreAttributes: false }).parse(text('g.xml'))
      expect(xml.nmaprun.host.ports.port.map((port: Record<string, string>) => port['@_portid'])).toEqual(['22', '23'])
    })

    test('-o - prints that instead of the table', async () => {
      const { stdout } = await scan([server4, '-p', '22', '-o', 'jsonl:-'])
      expect(recordsOf<Row>(stdout)).toMatchObject([{ port: 22 }])
    })

    test('a file that is there already is replaced only by a whole report', async () => {
      const file = join(lab.directory, 'kept.csv')
      await client.exec('sh', ['-c', `echo before > ${file}`])
      expect(await scan([server4, '-p', '22', '-o', file, '--engine', 'cooked'])).toMatchObject({ code: 2 })
      expect(readFileSync(file, 'utf8')).toBe('before\n')
      expect(existsSync(`${file}.partial`)).toBe(false)
    })
  })

  describe('exit codes', () => {
    test.each([
      ['22', 'risky', 0],
      ['22', 'administrative', 1],
      ['22,23', 'risky', 1],
      ['80', 'administrative', 0],
      ['40000', 'other', 1],
      ['40000', 'administrative', 0],
      ['80', 'normal', 1],
      ['24', 'normal', 0],
    ])('ports %s --fail-on %s: %i', async (list, category, code) => {
      expect(await scan([server4, '-p', list, '--fail-on', category])).toMatchObject({ code })
    })

    test('3 when endpoints have no state', async () => {
      const { code, stdout, stderr } = await scan(['203.0.113.1', '-p', '22', '-f', 'jsonl'])
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^portreeve: not complete: [^\n]*ENETUNREACH[^\n]*\n$/)
    })

    test('what records cannot say is said beside them', async () => {
      const { code, stdout, stderr } = await scan([server4, '224.0.0.1', '-p', '22', '-f', 'jsonl'])
      expect([code, recordsOf(stdout).length]).toEqual([0, 1])
      expect(stderr).toMatch(/^portreeve: note: left out 1 address in 224\.[^\n]*\n$/)
    })
  })
})
