import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/errors.ts'
import { missingForRaw } from '../probe/raw/capabilities.ts'
import { portText } from '../targets/port-list.ts'
import type { ScanOptions } from './options.ts'
import { prepareScan } from './scan.ts'

/** Reads what was asked for; nothing is sent before the request is run. */
const prepare = (options: Omit<ScanOptions, 'targets'>) => prepareScan({ targets: ['127.0.0.1'], ...options })

describe('ports', () => {
  it('top:65535 is all that are ranked, and says so', async () => {
    const { targets } = await prepare({ ports: 'top:65535' })
    expect(targets.portCounts.tcp).toBeGreaterThanOrEqual(1000)
    expect(targets.notes).toEqual([expect.stringMatching(/^top:65535: only [\d,]+ TCP ports are ranked/)])
  })

  it('every port is in one category', async () => {
    const { targets } = await prepare({ ports: 'normal,other,admin,risky' })
    expect(targets.portSpecification.tcp).toBe('1-65535')
    const [admin, administrative] = await Promise.all(
      ['admin', 'administrative'].map(async (ports) => (await prepare({ ports })).request.plan.space.tcp),
    )
    expect(portText(admin!)).toMatch(/^22,/)
    expect(administrative).toEqual(admin)
  })

  it.each([
    ['htps', /^ports, column 1 "htps": no service of that name is known; did you mean .*\bhttps\b.*\?$/],
    ['22,riskey', /^ports, column 4 "riskey": no service of that name is known; did you mean risky\?$/],
    ['adminstrative', /did you mean administrative\?$/],
    ['xqzvwjk', /no service of that name is known$/],
  ])('%s', async (ports, message) => {
    await expect(prepare({ ports })).rejects.toThrow(message)
  })
})

it.each([
  [{ retries: -1 }, 'retries -1 is impossible: a whole number from 0 to 10'],
  [{ retries: Number.NaN }, 'retries NaN is impossible: a whole number from 0 to 10'],
  [{ seed: 0.5 }, 'seed 0.5 is impossible: a whole number from 0 to 2^53 - 1'],
  [
    { seed: 1, shard: { index: 2, count: 2 } },
    'shard 2 of 2 is impossible: the index counts from 0 and is below the count',
  ],
  [
    { seed: 1, shard: { index: 0, count: 0 } },
    'shard 0 of 0 is impossible: the index counts from 0 and is below the count',
  ],
  [{ family: 5 as 4 }, 'family 5 is impossible: it is 4 or 6'],
  [{ minRecall: 99.9 }, 'minRecall 99.9 is impossible: a share from 0 to 1'],
  [{ minRecall: Number.NaN }, 'minRecall NaN is impossible: a share from 0 to 1'],
  [{ rate: 0 }, 'rate 0 is impossible: give probes per second above 0, or max'],
  [
    { shard: { index: 1, count: 2 } },
    '--shard 2/2 needs --seed, with the same number for every part, such as --seed 1',
  ],
])('refuses %o', async (options, message) => {
  await expect(prepare({ ports: '22', ...options })).rejects.toThrow(new UsageError(message))
})

describe('threads', () => {
  it.each<[Omit<ScanOptions, 'targets'>, RegExp]>([
    [{ threads: 0 }, /^threads 0 is impossible: a whole number from 1 to 16$/],
    [{ threads: 17 }, /^threads 17 is impossible/],
    [{ threads: 2, engine: 'connect' }, /^--threads divides the raw engine, and --engine connect makes connections/],
    [{ threads: 2, driver: 'node' }, /^--threads divides the raw engine, and --driver makes connections/],
    [{ threads: 2, pcap: '/nowhere/scan.pcap' }, /^--pcap is written by one sender, and --threads 2 asks for several/],
  ])('%j is refused with one line', async (options, line) => {
    const refusal = await prepare(options).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UsageError)
    expect((refusal as Error).message).toMatch(line)
  })
})

it.for([
  [import.meta.dirname, 'EISDIR'],
  [`${import.meta.filename}/scan.pcap`, 'ENOTDIR'],
])('--pcap %s is refused before anything is opened', async ([pcap, code], ctx) => {
  const missing = await missingForRaw()
  if (missing !== null) ctx.skip(`--pcap ${missing}`)
  await expect(prepare({ pcap })).rejects.toThrow(
    new UsageError(`--pcap "${pcap}" cannot be written (${code}); name a file in a directory of yours`),
  )
})
