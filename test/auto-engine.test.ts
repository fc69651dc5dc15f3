// Which engine `scan` chooses by itself, for whom.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { mainFile } from './cli-program.ts'

const setpriv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const nobody = [...setpriv, '--bounding-set=-all', '--inh-caps=-all']
const onlyNetRaw = [
  ...setpriv,
  '--inh-caps=-all,+net_raw',
  '--ambient-caps=-all,+net_raw',
  '--bounding-set=-all,+net_raw',
]
/** Root of a user namespace that does not own the network namespace: /proc says that it has every capability. */
const rootOfNothing = ['unshare', '--user', '--map-root-user']

const connected = [{ port: 80, state: 'open', reason: 'connected' }]
const byPacket = [{ port: 80, state: 'open', reason: 'syn-ack' }]

labSuite('the engine of a scan', () => {
  let lab: Lab
  let client: Host
  beforeAll(async () => {
    lab = await createLab('auto')
    const hosts = await pair(lab)
    client = hosts.client
    await hosts.server.listen({ tcp: [80] })
  })
  afterAll(() => lab.destroy())

  async function scanAs(who: readonly string[], ...words: readonly string[]) {
    const [program, ...args] = [
      ...who,
      process.execPath,
      mainFile,
      'scan',
      '--no-service',
      '10.9.0.2',
      '-p',
      '75-84',
      ...words,
    ]
    const env = { HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' }
    const { code, stdout, stderr } = await client.exec(program!, args, { anyExit: true, env })
    return { code, stderr, said: code < 2 ? JSON.parse(stdout) : stdout }
  }

  test.each([
    ['root', ['env']],
    ['CAP_NET_RAW alone', onlyNetRaw],
  ])('%s sends packets, and nothing is said about it', async (_, who) => {
    const { code, stderr, said } = await scanAs(who, '-f', 'json')
    expect([code, stderr]).toEqual([0, ''])
    expect(said).toMatchObject({ records: byPacket, summary: { engine: 'raw', complete: true } })
  })

  describe.each([
    [
      'nobody',
      nobody,
      2,
      /the raw engine needs the right to open packet sockets: run it as root, or with CAP_NET_RAW$/,
    ],
    [
      'root of a foreign user namespace',
      rootOfNothing,
      3,
      /the raw engine could not start \(.*packet socket: EPERM\)$/,
    ],
  ])('%s', (_, who, refusal, why) => {
    test('makes connections, and one line says so', async () => {
      const { code, stderr, said } = await scanAs(who, '-f', 'json')
      expect(code).toBe(0)
      expect(said).toMatchObject({ records: connected, summary: { engine: 'connect', complete: true, probed: 10 } })
      const [note] = said.summary.notes
      expect(note).toMatch(/^scanning by connections, for /)
      expect(note).toMatch(why)
      expect(stderr).toBe(`portreeve: ${note}\n`)
      expect(said.summary.notes).toHaveLength(1)
    })

    test.each([['-sT'], ['--driver', 'node']].map((words) => [words]))(
      'asks for them with %j, and hears nothing',
      async (words) => {
        const { code, stderr, said } = await scanAs(who, ...words, '-f', 'json')
        expect([code, stderr]).toEqual([0, ''])
        expect(said).toMatchObject({ records: connected, summary: { engine: 'connect', notes: [] } })
      },
    )

    test.each([['-sS'], ['--engine=raw']])('%s is refused in one line', async (word) => {
      const { code, stderr, said } = await scanAs(who, word, '-f', 'jsonl')
      expect([code, said]).toEqual([refusal, ''])
      expect(stderr).toMatch(/^portreeve: .*raw.*; .*use --engine connect \(-sT\)\n$/)
    })
  })

  test('without free source ports connections are made', async () => {
    // Every run of 17 ports that the raw engine may reserve has one of these in it.
    const taken = Array.from({ length: 400 }, (_, i) => 60_990 + 12 * i).filter((port) => port < 65_100)
    const { code, stderr, said } = await withListeners(client, taken, () => scanAs(['env'], '-f', 'json'))
    expect(code).toBe(0)
    expect(said).toMatchObject({ records: connected, summary: { engine: 'connect', complete: true } })
    expect(stderr).toMatch(
      /^portreeve: scanning by connections, .*no \d+ free TCP ports in a row between \d+ and \d+\)\n$/,
    )
  })
})

async function withListeners<Result>(
  host: Host,
  ports: readonly number[],
  work: () => Promise<Result>,
): Promise<Result> {
  const listening = await host.listen({ tcp: ports })
  try {
    return await work()
  } finally {
    await listening.stop()
  }
}
