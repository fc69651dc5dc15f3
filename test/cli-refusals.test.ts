// What makes no sense is refused: one line that names the faulty word, exit code 2, nothing printed, nothing sent.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { countPackets, portreeve } from './cli-program.ts'

const host = '10.9.0.2'

/** A command line, and what its one line must name. */
const refused: readonly (readonly [readonly string[], RegExp])[] = [
  [['scna', host], /"scna" is no command/],
  [['--bogus'], /"--bogus"/],
  [['scan'], /no target/],
  [['scan', host, '--bogus'], /'--bogus'/],
  [['scan', host, '-sX'], /-sX/],
  [['scan', '10.0.0.300'], /target 1 "10\.0\.0\.300": .*300/],
  [['scan', host, '10.9.0.0/33'], /target 2 "10\.9\.0\.0\/33": .*33/],
  [['scan', 'no..name'], /"no\.\.name"/],
  [['scan', ''], /target/],
  [['scan', 'fe80::2'], /"fe80::2": .*%/],
  [['scan', 'fe80::2%nope0'], /nope0/],
  [['scan', 'fd09::/64'], /2\^53/],
  [['scan', '224.0.0.1'], /224\.0\.0\./],
  [['scan', '-4', 'fd09::2'], /"fd09::2": not an IPv4 address/],
  [['scan', '-6', host], /not an IPv6 address/],
  [['scan', '-iL', 'nowhere.txt'], /nowhere\.txt/],
  [['scan', host, '--exclude', host], /nothing is left/],
  [['scan', host, '--exclude', '10.9.0.999'], /10\.9\.0\.999/],
  [['scan', host, '-p', '99999'], /column 1 "99999"/],
  [['scan', host, '-p', '22,90-80'], /column 4 "90-80"/],
  [['scan', host, '-p', '22,,80'], /column 4 "": a port is missing/],
  [['scan', host, '-p', ''], /a port is missing/],
  [['scan', host, '-p', 'nosuchservice'], /"nosuchservice"/],
  [['scan', host, '-p', 'X:3'], /"X:3"/],
  [['scan', host, '-sU', '-p', 'T:22'], /T: names TCP ports/],
  [['scan', host, '-p'], /--ports/],
  [['scan', host, '--top-ports', '0'], /--top-ports "0"/],
  [['scan', host, '--top-ports', '10', '-p', '22'], /--top-ports.*(-p|--ports)/],
  [['scan', host, '--engine', 'warp'], /--engine "warp"/],
  [['scan', host, '--rate', '0'], /--rate "0"/],
  [['scan', host, '-T9'], /-T "9"/],
  [['scan', host, '--polite', '--fast'], /--polite and --fast/],
  [['scan', host, '--rate', '5', '-T3'], /--rate and -T/],
  [['scan', host, '--open', '--all-states'], /--open and --all-states/],
  [['scan', host, '-p', '22', '-p', '80'], /-p is given twice; .*-p 22,80/],
  [['scan', host, '-F', '-p', '22'], /--top-ports and -p/],
  [['scan', host, '-f', 'csv', '--dry-run'], /--dry-run .* csv; .* table or json/],
  [['scan', host, '-f', 'json', '-o', 'csv:-'], /two outputs go to standard output/],
  [['scan', host, '--retries', '-1'], /--retries/],
  [['scan', host, '--ask', 'passwords'], /--ask "passwords".*auth/],
  [['identify', `${host}:21`, '--ask', 'auth', '--intensity', '0'], /--ask auth.*--intensity 0/],
  [['identify', `${host}:21`, '--rate', '5', '--polite'], /--polite and --rate/],
  [['identify', `${host}:21`, '--rate', '0'], /--rate "0"/],
  [['scan', host, '--shard', '4/3'], /--shard "4\/3"/],
  [['scan', host, '--shard', '1/2'], /--shard.*--seed/],
  [['scan', host, '--fail-on', 'bad'], /--fail-on "bad".*risky/],
  [['scan', host, '-f', 'yaml'], /"yaml".*jsonl/],
  [['scan', host, '-o', 'report.doc'], /"report\.doc"/],
  [['scan', host, '-o', 'nowhere/report.json'], /"nowhere\/report\.json": the directory does not exist/],
  [['scan', host, '-o', 'csv:'], /a file name is missing/],
  [['scan', host, '-o', 'a.csv', '-o', './a.csv'], /a\.csv/],
  [['scan', host, '-oX'], /-oX|--output/],
  [['scan', host, '--config', 'nowhere.yaml'], /nowhere\.yaml/],
  [['scan', 'evil\u001b[31m'], /\\/],
  [['evil\u001b[31m'], /is no command; .*\\x1b/],
  [['check', 'evil\u009b31m'], /\\x9b/],
  [['scan', host, '--evil\u001b[31m'], /\\x1b/],
  [['scan', host, '-o', 'evil\u009b/x.json'], /\\x9b/],
  [['check', host], /of another machine: portreeve scan/],
  [['check', '--bogus'], /--bogus/],
  [['ports', 'ssh2000'], /"ssh2000" is no port/],
  [['ports', '-f', 'nmap-xml'], /nmap-xml/],
  [['who', '22', '23'], /"23"/],
  [['who', '80-90'], /one port at a time/],
  [['who', '--free', '9-8'], /"9-8"/],
  [['explain', '70000'], /"?70000"?/],
  [['explain', '22', '23'], /"23"/],
  [['fix'], /fix what\?/],
  [['fix', 'db:5432'], /"db" is no address/],
  [['fix', '127.0.0.1:70000'], /outside of 1 to 65535/],
  [['fix', '127.0.0.1:22', '127.0.0.1:23'], /"127\.0\.0\.1:23"/],
  [['fix', '127.0.0.1:22', '-f', 'xml'], /"xml"/],
  [['fix', '127.0.0.1:22', '-f', 'json', '--apply', 'x'], /-f json .*--apply/],
  [['fix', '--undo', 'x'], /"x" is no change/],
  [['fix', '--list', '--confirm'], /at a time/],
  [['explain', 'sssh'], /did you mean ssh/],
]

labSuite('refusals', () => {
  let lab: Lab
  let client: Host
  let sent: () => Promise<number>

  beforeAll(async () => {
    lab = await createLab('refusals')
    const hosts = await pair(lab)
    client = hosts.client
    await hosts.server.listen({ tcp: [22] })
    sent = await countPackets(client)
  })
  afterAll(() => lab.destroy())

  const run = (args: readonly string[], cwd = lab.directory) => portreeve(client, args, { cwd })

  describe('wrong command lines', () => {
    test.concurrent.each(refused)('%j', async (args, names) => {
      const { code, stdout, stderr } = await run(args)
      expect(stderr).toMatch(/^portreeve: [^\n]+\n$/)
      expect(stderr).toMatch(names)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: just these must not come out
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      expect([code, stdout]).toEqual([2, ''])
    })
  })

  test('a scope refuses the whole scan', async () => {
    const folder = join(lab.directory, 'scoped')
    mkdirSync(folder)
    writeFileSync(join(folder, 'portreeve.yaml'), 'scope:\n  allow: [10.9.0.0/30]\n  deny: [10.9.0.3]\n')
    const outside = await run(['scan', host, '10.9.9.9', '-p', '22'], folder)
    expect(outside).toMatchObject({ code: 2, stdout: '' })
    expect(outside.stderr).toMatch(/^portreeve: target 2 "10\.9\.9\.9": .*scope.*nothing was sent\n$/)
    const denied = await run(['scan', '10.9.0.0/30', '-p', '22'], folder)
    expect(denied).toMatchObject({ code: 2, stdout: '' })
    expect(denied.stderr).toMatch(/10\.9\.0\.3\b.* denied by the scope/)
  })

  test('a mistake in the configuration file is named with its line', async () => {
    const folder = join(lab.directory, 'mistaken')
    mkdirSync(folder)
    writeFileSync(join(folder, 'portreeve.yaml'), 'scope:\n  alow: [10.9.0.0/30]\n')
    const { code, stdout, stderr } = await run(['scan', host, '-p', '22'], folder)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^portreeve: .*portreeve\.yaml:2.*alow[^\n]*\n$/)
  })

  test('--dry-run says what would be sent', async () => {
    const { code, stdout, stderr } = await run(['scan', '10.9.0.0/29', '-p', 'T:22,80,U:53,161', '--dry-run'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/hosts +8\n/)
    expect(stdout).toMatch(/ports +2 TCP, 2 UDP\n/)
    expect(stdout).toMatch(/packets +32\b/)
    expect(stdout).toMatch(/duration +about /)
    expect(stdout).toMatch(/payloads .*dns over UDP.*snmp over UDP/)
    expect(stdout).toContain(
      'questions to open ports (24 connections each at most; none when 1,000 or more are open)\n',
    )
    expect(stdout).toMatch(/Nothing was sent\.\n$/)
  })

  test.each([
    [['--no-service'], 'TCP connections that send nothing'],
    [['-sV', '--intensity', '0'], 'TCP connections that send nothing, connections that listen to open ports (1 each)'],
    [
      ['-sV', '--intensity', '2', '--ask', 'auth'],
      'TCP connections that send nothing, questions to open ports (4 connections each at most), log-ins by names that everybody knows',
    ],
  ])('--dry-run says what open ports are asked (%s)', async (args, payloads) => {
    const { stdout } = await run(['scan', '10.9.0.1', '-p', '22', '-sT', '--dry-run', ...args])
    expect(stdout).toContain(`payloads   ${payloads}\n`)
  })

  test('--dry-run says it as data, and into files', async () => {
    const args = ['scan', '10.9.0.0/29', '-p', 'T:22,80,U:53', '--retries', '1', '--dry-run']
    const { code, stdout, stderr } = await run([...args, '-f', 'json', '-o', 'plan.txt', '-o', 'plan.json'])
    expect([code, stderr]).toEqual([0, ''])
    const plan = JSON.parse(stdout)
    expect(plan).toMatchObject({
      kind: 'dry-run',
      hosts: 8,
      ports: { tcp: 2, udp: 1 },
      endpoints: 24,
      packets: { answered: 24, silent: 48 },
      seconds: { answered: expect.any(Number), silent: expect.any(Number) },
      retries: 1,
      payloads: expect.arrayContaining(['dns over UDP']),
    })
    expect(JSON.parse(readFileSync(join(lab.directory, 'plan.json'), 'utf8'))).toEqual(plan)
    expect(readFileSync(join(lab.directory, 'plan.txt'), 'utf8')).toMatch(/Nothing was sent\.\n$/)
    const unlimited = await run([...args, '--rate', 'max', '-f', 'json'])
    expect(JSON.parse(unlimited.stdout)).toMatchObject({ rate: null, seconds: null })
  })

  test('none of all this sent a packet, and a scan does', async () => {
    expect(await sent()).toBe(0)
    expect(await run(['scan', host, '-p', '22'])).toMatchObject({ code: 0 })
    expect(await sent()).toBeGreaterThan(0)
  })
})
