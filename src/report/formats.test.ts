// The contract that every format keeps: a golden inventory comes out as it always did, hostile text comes out inert,
// and no text makes the report grow without bound.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayWidth } from '../lib/text.ts'
import { madeUpService, madeUpTls } from '../model/test-service.ts'
import {
  goldenCheck,
  goldenCheckSummary,
  goldenHead,
  goldenPorts,
  goldenPortsSummary,
  goldenScan,
  goldenScanSummary,
  hostile,
} from './golden-inventory.ts'
import { render } from './render.ts'
import { formatIds, loadFormat } from './select-format.ts'
import type { Format, FormatOptions, ReportKind } from './types.ts'

const renderers: Readonly<Record<ReportKind, (format: Format, options?: FormatOptions) => string>> = {
  scan: (format, options) => render(format, goldenHead('scan'), goldenScan, goldenScanSummary, options),
  check: (format, options) => render(format, goldenHead('check'), goldenCheck, goldenCheckSummary, options),
  ports: (format, options) => render(format, goldenHead('ports'), goldenPorts, goldenPortsSummary, options),
}

/** The scan with `text` wherever text is foreign. */
function scanOf(format: Format, text: string): string {
  const service = madeUpService('x', {
    product: text,
    version: text,
    vendor: text,
    os: { name: text, confidence: 0.8, from: ['service', text] },
    deviceType: text,
    cpe: [text],
    tls: madeUpTls({ cipher: text }),
    facts: { f: text, several: [text] },
    names: [text],
  })
  const records = goldenScan.map((record) => ({
    ...record,
    hostname: text,
    service,
    categoryReason: text,
    advice: text,
  }))
  return render(format, { ...goldenHead('scan'), command: text }, records, { ...goldenScanSummary, notes: [text] })
}

const formats = await Promise.all(formatIds.map(loadFormat))
const pairs = formats.flatMap((format) => format.kinds.map((kind) => ({ id: format.id, kind, format })))
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const acting = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

test('there are the seven formats of the first edition, found by id', () => {
  expect(formatIds).toEqual(expect.arrayContaining(['csv', 'html', 'json', 'jsonl', 'markdown', 'nmap-xml', 'table']))
})

describe.each(pairs)('$id of a $kind report', ({ id, kind, format }) => {
  const whole = renderers[kind](format)

  test('is as it always was', async () => {
    await expect(whole).toMatchFileSnapshot(`__golden__/${kind}.${id}.golden${format.extensions[0]}`)
  })
  test('ends with a line end and holds nothing that acts unseen', () => {
    expect(whole.endsWith('\n')).toBe(true)
    expect(whole).not.toMatch(acting)
    expect(whole).not.toContain(hostile)
  })
})

describe.each(formats)('$id', (format) => {
  test.each([1, 1500, 4000])('is the same when only %i bytes of records are kept in memory', (memory) => {
    const options = { colour: true, width: 100 }
    expect(renderers.scan(format, { ...options, memory })).toBe(renderers.scan(format, options))
  })
  test('any text comes out inert', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    )
    fc.assert(
      fc.property(text, (foreign) => {
        const whole = scanOf(format, foreign)
        expect(whole).not.toMatch(acting)
        expect(Buffer.from(whole).toString()).toBe(whole)
      }),
      { numRuns: 40 },
    )
  })
  test('a huge text is cut', () => {
    const shown = scanOf(format, 'x'.repeat(200_000))
    expect(shown.length).toBeLessThan(goldenScan.length * 14 * 70_000)
    expect(Math.max(...shown.split(/[^x]+/).map((run) => run.length))).toBeLessThan(70_000)
  })
  test('what is known is salvaged when the report breaks off', () => {
    const writer = format.writer(goldenHead('scan'), { colour: false, width: 80 })
    const parts = [writer.begin(), ...goldenScan.map((record) => writer.record(record))]
    expect([...parts, ...(writer.salvage?.('the link went down') ?? [])].join('')).toContain('6379')
  })
})

const load = (id: string) => formats.find((format) => format.id === id)!

test('json and jsonl give every record back as it was', () => {
  const whole: { records: unknown; summary: unknown } = JSON.parse(renderers.scan(load('json')))
  expect(whole.records).toEqual(goldenScan)
  expect(whole.summary).toEqual(goldenScanSummary)
  expect(Object.keys(whole)).toEqual(['portreeve', 'kind', 'command', 'startedAt', 'records', 'summary'])
  const lines = renderers.check(load('jsonl')).trimEnd().split('\n')
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(goldenCheck)
})

test('csv: CRLF line ends, as many fields in each row as in the header, no formula', () => {
  const text = renderers.scan(load('csv'))
  const rows = parseCsv(text)
  expect(rows).toHaveLength(goldenScan.length + 1)
  for (const row of rows) {
    expect(row).toHaveLength(rows[0]!.length)
    for (const field of row) expect(field).not.toMatch(/^[=+@\t\r]/)
  }
  expect(rows[1]!.slice(0, 4)).toEqual(['192.0.2.10', 'www.example.test', 'tcp', '443'])
  expect(text.endsWith('\r\n')).toBe(true)
})

test('table: nothing is wider than the terminal but notes, and colour changes no text', () => {
  const narrow = renderers.scan(load('table'), { colour: false, width: 72 })
  const [rows] = narrow.split('\n\n')
  for (const line of rows!.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(72)
  const coloured = renderers.scan(load('table'), { colour: true, width: 72 })
  expect(coloured).toContain('\x1b[31m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(narrow)
})

test('nmap-xml: hosts that discovery left out are down, and those that it found were not set by the user', () => {
  const xml = load('nmap-xml')
  const found = { ...goldenScanSummary, hosts: 259, hostsDown: 253 }
  const whole = render(xml, goldenHead('scan'), goldenScan, found)
  expect(whole).toContain('<hosts up="6" down="253" total="259"/>')
  expect(whole).toContain('<status state="up" reason="unknown-response" reason_ttl="0"/>')
  expect(whole).not.toContain('user-set')
  const raw = render(xml, goldenHead('scan'), goldenScan, { ...goldenScanSummary, engine: 'raw' })
  expect(raw).not.toContain('user-set')
  expect(raw).toContain('<hosts up="5" down="0" total="6"/>')
})

test('nmap-xml: a report that broke off tells its technique, one that is not complete how much is missing', () => {
  const writer = load('nmap-xml').writer({ ...goldenHead('scan'), technique: 'syn' }, { colour: false, width: 80 })
  expect([...writer.salvage!('the link went down')].join('')).toContain('<scaninfo type="syn" protocol="tcp"')
  const notes = ['24,739 endpoints have no state (interrupted 24,739)']
  const summary = { ...goldenScanSummary, endpoints: 25_600, unprobed: 24_739, notes, complete: false }
  const whole = render(load('nmap-xml'), goldenHead('scan'), goldenScan, summary)
  expect(whole).toContain('summary="Not complete: 24,739 of 25,600 endpoints have no state (interrupted)')
})

test.each(['html', 'markdown'])('%s of an ACK scan that broke off does not say that it sought open ports', (id) => {
  const head = { ...goldenHead('scan'), technique: 'ack', targets: ['10.9.0.1'] }
  const writer = load(id).writer(head, { colour: false, width: 80 })
  const text = [...writer.salvage!('the link went down')].join('')
  expect(text).toContain('Unfiltered ports')
  expect(text).not.toContain('Open ports')
})

describe.each(['table', 'markdown', 'html'])('%s that is not complete', (id) => {
  test('says so once, above the results', () => {
    const notes = ['a limit', '24,739 endpoints have no state (interrupted 24,739)']
    const summary = { ...goldenScanSummary, endpoints: 25_600, unprobed: 24_739, notes, complete: false }
    const whole = render(load(id), goldenHead('scan'), goldenScan, summary)
    const text = 'Not complete: 24,739 of 25,600 endpoints have no state (interrupted)'
    expect(whole.split('24,739')).toHaveLength(2)
    expect(whole).toContain('a limit')
    expect(whole.indexOf(text)).toBeGreaterThanOrEqual(0)
    expect(whole.indexOf(text)).toBeLessThan(whole.indexOf('2001:db8::10'))

    const check = { ...goldenCheckSummary, notes: [notes[1]!], complete: false }
    const checked = render(load(id), goldenHead('check'), goldenCheck, check)
    expect(checked.split('24,739')).toHaveLength(2)
    expect(checked.indexOf('Not complete: 24,739')).toBeLessThan(checked.indexOf('5432'))
  })
  test('says what broke it off above what is known', () => {
    const writer = load(id).writer(goldenHead('scan'), { colour: false, width: 80 })
    for (const record of goldenScan) writer.record(record)
    const whole = [...writer.salvage!('the link went down')].join('')
    expect(whole.indexOf('Interrupted: the link went down')).toBeLessThan(whole.indexOf('6379'))
  })
})

test('table: on a narrow terminal columns that say less go first, and reasons stand under their rows', () => {
  const own = goldenCheck.filter(({ port, listener }) => port !== 8080 && !listener?.netns)
  const at = (width: number) =>
    render(load('table'), goldenHead('check'), own, goldenCheckSummary, { colour: false, width }).split('\n\n')[0]!
  for (const width of [100, 200]) {
    for (const line of at(width).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    expect(at(width)).toContain('firewall not judged')
    expect(at(width)).toContain('local-only')
    expect(at(width)).toMatch(/ SERVICE .* REACHABLE .* EXPOSURE/)
  }
  expect(at(100)).not.toContain('BIND')
  expect(at(100)).not.toContain('WHY')
  expect(at(100)).toContain('  └ firewall not judged; ssh gives a shell\n')
  expect(at(200)).toMatch(/ BIND .* WHY\n/)
})

test('html: names what was scanned and when, and lists results under their hosts', () => {
  const html = load('html')
  const named = (targets: readonly string[]) =>
    /<h1>(.*)<\/h1>/.exec(render(html, { ...goldenHead('scan'), targets }, goldenScan, goldenScanSummary))![1]
  expect(named(['10.9.0.0/24'])).toBe('Open ports of 10.9.0.0/24, 2026-03-01')
  expect(named(['10.9.0.1', 'a', 'b', 'c', 'd'])).toBe('Open ports of 10.9.0.1, a, b and 2 more, 2026-03-01')
  expect(named([`<b>${'x'.repeat(500)}`])).toMatch(/^Open ports of &lt;b&gt;x{20,60}…, 2026-03-01$/)
  const whole = renderers.scan(html)
  expect(whole).toContain('<h1>Open ports of 6 hosts, 2026-03-01</h1>')
  expect(whole).toContain('<title>Open ports of 6 hosts, 2026-03-01: 2 risky')
  const places = ['>192.0.2.9<', '>192.0.2.10 (www.example.test)<', '>2001:db8::10<'].map((host) => whole.split(host))
  for (const parts of places) expect(parts).toHaveLength(2)
  const order = places.map(([before]) => before!.length)
  expect(order).toEqual([...order].sort((a, b) => a - b))
  const one = { ...goldenScanSummary, hosts: 1, pseudoServices: [], tallies: [] }
  expect(render(html, goldenHead('scan'), goldenScan.slice(0, 2), one)).toContain('<h1>Open ports of 192.0.2.10, 2026-')
  expect(renderers.check(html)).toContain('<h1>This machine (www.example.test), 2026-03-01</h1>')
})

test('html: only the elements of ours, no address to load from, and the policy names the script that is there', async () => {
  const { createHash } = await import('node:crypto')
  const html = scanOf(load('html'), `<script>alert(1)</script><img src="http://192.0.2.1/x"> ${hostile}`)
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag!.toLowerCase()))
  const known =
    '!doctype html head meta title style body div header h1 h2 p main ul li b span label input output table caption thead tbody tr th td code br footer script'
  expect([...tags].filter((tag) => !known.split(' ').includes(tag))).toEqual([])
  const attributes = new Set(
    [...html.matchAll(/<[a-z0-9]+((?: [a-z-]+(?:="[^"]*")?)*)>/g)].flatMap(([, all]) =>
      [...all!.matchAll(/ ([a-z-]+)(?:="[^"]*")?/g)].map(([, name]) => name!),
    ),
  )
  expect([...attributes].filter((name) => /^(src|href|style|on.*)$/.test(name))).toEqual([])
  expect(html.match(/<script/g)).toHaveLength(1)
  for (const [element, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ] as const) {
    const content = html.slice(html.indexOf(`<${element}>`) + element.length + 2, html.indexOf(`</${element}>`))
    const hash = createHash('sha256').update(content).digest('base64')
    expect(html).toContain(`${directive} 'sha256-${hash}'`)
  }
})

/** RFC 4180, the grammar of section 2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare!)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
