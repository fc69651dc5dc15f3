import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite } from '../lab/suite.ts'
import { judge } from '../src/firewall/judge.ts'
import { bothSay, packetOf } from './firewall/compare.ts'
import { KernelTrace } from './firewall/kernel-trace.ts'
import { handMade, loadIptables, questionsOf } from './firewall/rulesets.ts'
import { machineFacts, readAll, type ThreeHosts, threeHosts } from './firewall/three-hosts.ts'

labSuite('what the evaluator says of a packet, to the machine and through it, and what the kernel does with it', () => {
  let lab: Lab
  let hosts: ThreeHosts
  let kernel: KernelTrace

  beforeAll(async () => {
    lab = await createLab('rulesets')
    hosts = await threeHosts(lab)
    kernel = new KernelTrace(hosts.client, hosts.machine)
  }, 60_000)

  afterAll(async () => {
    kernel?.stop()
    await lab?.destroy()
  })

  it.each(handMade)('$name: $summary', async (ruleset) => {
    const isLoaded = await kernel.load(ruleset.parts.nft ?? '', () => loadIptables(hosts.machine, ruleset, 'nft'))
    expect(isLoaded).toBe(true)
    const rules = await readAll(hosts.machine)
    const questions = questionsOf(ruleset)
    const trails = await kernel.ask(questions)
    const answers = questions.map((question) => judge(rules, machineFacts, packetOf(question)))
    const answered = questions.flatMap((question, i) =>
      answers[i]!.verdict === 'unknown' ? [] : [bothSay(question, answers[i]!, trails[i]!)],
    )
    expect(answered.map(({ ours }) => ours)).toEqual(answered.map(({ kernels }) => kernels))
    expect(answered.length / questions.length).toBeGreaterThanOrEqual(0.95)
  })
})
