import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '../lab/host.ts'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { pair } from '../lab/topologies.ts'
import { judge } from '../src/firewall/judge.ts'
import type { Ruleset } from '../src/firewall/ruleset.ts'
import { testMachine } from '../src/firewall/test-machine.ts'
import { parseAddress } from '../src/lib/address.ts'
import { decodeRuleset } from '../src/local/firewalls/nft-ruleset.ts'
import { ruleTexts } from '../src/local/firewalls/rule-texts.ts'
import { bothSay, packetOf } from './firewall/compare.ts'
import { KernelTrace } from './firewall/kernel-trace.ts'
import type { Question } from './firewall/prober.ts'
import { ports, ruleset, sources } from './firewall/random-ruleset.ts'

const questions: readonly Question[] = sources.flatMap((from) =>
  ports.flatMap((port) =>
    (['tcp', 'udp'] as const).map((transport) => ({
      transport,
      from,
      to: from.includes(':') ? 'fd09::2' : '10.9.0.2',
      port,
    })),
  ),
)

const own = ['10.9.0.2', 'fd09::2', '127.0.0.1', '::1'].map((text) => parseAddress(text)!.value)
const machine = testMachine(own, {
  addressOf: (_, family) => parseAddress(family === 4 ? '10.9.0.2' : 'fd09::2')!.value,
})

/** nft lists two questions here, and the kernel may have one, which holds where either port differs (nft-joined.ts). */
const joinedQuestions = ['tcp', 'udp'].map(
  (transport) => `${transport} sport != 22 ${transport} dport != 22 counter drop`,
)
const joined = `table inet joined {
  chain input {
    type filter hook input priority 0;
    ${joinedQuestions.join('\n    ')}
  }
}
`

labSuite('what the evaluator says of a packet, and what the kernel does with it', () => {
  let lab: Lab
  let server: Host
  let kernel: KernelTrace

  beforeAll(async () => {
    lab = await createLab('firewall')
    const hosts = await pair(lab)
    server = hosts.server
    await hosts.client.address('10.9.0.101/24')
    await hosts.client.address('fd09::101/64')
    // Rulesets that drop neighbour advertisements would keep the questions from being sent.
    await hosts.client.ip(`neigh replace fd09::2 lladdr ${await server.mac()} dev eth0 nud permanent`)
    kernel = new KernelTrace(hosts.client, server)
  }, 60_000)

  afterAll(async () => {
    kernel?.stop()
    await lab?.destroy()
  })

  it('is the same for rulesets made at random, rule by rule', async () => {
    let [answered, asked] = [0, 0]
    await fc.assert(
      fc.asyncProperty(ruleset, async (text) => {
        fc.pre(await kernel.load(text))
        const rules = await read(server)
        const trails = await kernel.ask(questions)
        for (const [i, question] of questions.entries()) {
          const judgement = judge(rules, machine, packetOf(question))
          asked += 1
          if (judgement.verdict === 'unknown') continue
          answered += 1
          const { ours, kernels } = bothSay(question, judgement, trails[i]!)
          expect(ours).toEqual(kernels)
        }
      }),
      { numRuns: Number(process.env.PORTREEVE_TEST_RULESETS ?? 25), maxSkipsPerRun: 3, examples: [[joined]] },
    )
    expect(answered / asked).toBeGreaterThan(0.95)
  }, 600_000)
})

async function read(host: Host): Promise<Ruleset> {
  const json = await host.exec('nft', ['-j', 'list', 'ruleset'])
  const words = await host.exec('nft', ['-a', 'list', 'ruleset'])
  return { ...decodeRuleset(json.stdout, ruleTexts(words.stdout)), loadedAsListed: true }
}
