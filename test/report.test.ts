// What we call nmap's XML is held against nmap's own DTD and against programs that read it; what we call HTML is read by
// an HTML parser. The programs come from apt; their files are read where they lie.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { escapeTerminal } from '../src/lib/escape.ts'
import {
  goldenCheck,
  goldenCheckSummary,
  goldenHead,
  goldenScan,
  goldenScanSummary,
  hostile,
} from '../src/report/golden-inventory.ts'
import { render } from '../src/report/render.ts'
import { loadFormat } from '../src/report/select-format.ts'

const run = promisify(execFile)
const dtd = '/usr/share/nmap/nmap.dtd'
// Debian's own, which sees the packages of apt; another python3 may come first in PATH.
const python = '/usr/bin/python3'

let folder = ''
let texts: Readonly<Record<'scan' | 'check', string>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portreeve-report-'))
  const xml = await loadFormat('nmap-xml')
  texts = {
    scan: render(xml, goldenHead('scan'), goldenScan, goldenScanSummary),
    check: render(xml, goldenHead('check'), goldenCheck, goldenCheckSummary),
  }
  for (const kind of ['scan', 'check'] as const) await writeFile(fileOf(kind), texts[kind])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const fileOf = (name: string) => join(folder, `${name}.xml`)

const libnmapReads = `
import json, sys
from libnmap.parser import NmapParser
report = NmapParser.parse_fromfile(sys.argv[1])
print(json.dumps({
  'hosts': {host.address: {
    'status': host.status,
    'names': host.hostnames,
    'services': [[s.port, s.protocol, s.state, s.reason, s.service, s.banner, [c.cpestring for c in s.cpelist]] for s in host.services],
  } for host in report.hosts},
  'total': report.hosts_total, 'elapsed': report.elapsed, 'command': report.commandline, 'exit': report.endtime,
}))`

interface LibnmapReport {
  readonly hosts: Readonly<Record<string, { status: string; names: string[]; services: unknown[][] }>>
  readonly total: number
  readonly elapsed: string
  readonly command: string
}

describe.each(['scan', 'check'] as const)('nmap-xml of a %s', (kind) => {
  test("is valid by nmap's DTD", async (ctx) => {
    if (!existsSync(dtd) || !existsSync('/usr/bin/xmllint')) ctx.skip('needs the apt packages nmap and libxml2-utils')
    await run('xmllint', ['--noout', '--nonet', '--dtdvalid', dtd, fileOf(kind)])
  })

  test('is read by ndiff: the same as itself, different from another', async (ctx) => {
    if (!existsSync('/usr/bin/ndiff')) ctx.skip('needs the apt package ndiff')
    await expect(run('ndiff', [fileOf(kind), fileOf(kind)])).resolves.toBeDefined()
    const changed = fileOf(`${kind}-changed`)
    await writeFile(
      changed,
      texts[kind].replace('portid="22"><state state="open"', 'portid="22"><state state="filtered"'),
    )
    await expect(run('ndiff', [fileOf(kind), changed])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/-22\/tcp +open.*\n\+22\/tcp +filtered/),
    })
  })
})

test('python3-libnmap reads hosts, states, reasons, services and CPE names', async (ctx) => {
  const works = await run(python, ['-c', 'import libnmap']).then(
    () => true,
    () => false,
  )
  if (!works) ctx.skip('needs the apt package python3-libnmap')
  const { stdout } = await run(python, ['-c', libnmapReads, fileOf('scan')])
  const report: LibnmapReport = JSON.parse(stdout)
  expect(Object.keys(report.hosts).sort()).toEqual(
    ['192.0.2.10', '192.0.2.11', '192.0.2.12', '192.0.2.66', '192.0.2.9', '2001:db8::10'].sort(),
  )
  const web = report.hosts['192.0.2.10']!
  expect(web.names).toEqual(['www.example.test'])
  expect(web.services).toContainEqual([
    22,
    'tcp',
    'open',
    'syn-ack',
    'ssh',
    'product: OpenSSH version: 9.2p1',
    ['cpe:/a:openbsd:openssh:9.2:p1'],
  ])
  expect(web.services).toContainEqual([161, 'udp', 'open|filtered', 'no-response', 'snmp', '', []])
  expect(report.hosts['192.0.2.9']!.services).toContainEqual([8081, 'tcp', 'closed', 'conn-refused', '', '', []])
  expect(report.hosts['192.0.2.12']!.status).toBe('unknown')
  expect(report.total).toBe(6)
})

const htmlTexts = `
import json, sys
from html.parser import HTMLParser
class Reader(HTMLParser):
  def __init__(self):
    super().__init__(convert_charrefs=True)
    self.tags, self.attributes, self.cells, self.open = set(), set(), [], []
  def handle_starttag(self, tag, attributes):
    self.tags.add(tag)
    self.attributes.update(name for name, _ in attributes)
    if tag == 'td': self.cells.append('')
    if tag not in ('meta', 'br', 'input'): self.open.append(tag)
  def handle_endtag(self, tag):
    assert self.open.pop() == tag, tag
  def handle_data(self, data):
    if 'td' in self.open: self.cells[-1] += data
reader = Reader()
reader.feed(open(sys.argv[1], encoding='utf-8').read())
assert reader.open == [], reader.open
print(json.dumps({'tags': sorted(reader.tags), 'attributes': sorted(reader.attributes), 'cells': reader.cells}))`

test('an HTML parser reads the text that was put in, in elements that all close, and nothing that loads or runs', async (ctx) => {
  if (!existsSync(python)) ctx.skip('needs the apt package python3')
  const file = join(folder, 'scan.html')
  await writeFile(file, render(await loadFormat('html'), goldenHead('scan'), goldenScan, goldenScanSummary))
  const { stdout } = await run(python, ['-c', htmlTexts, file])
  const read: { tags: string[]; attributes: string[]; cells: string[] } = JSON.parse(stdout)
  expect(read.cells.some((cell) => cell.includes(escapeTerminal(hostile)))).toBe(true)
  expect(read.tags).not.toEqual(expect.arrayContaining(['img']))
  expect(read.attributes.filter((name) => /^(on|src|href|style)/.test(name))).toEqual([])
})
