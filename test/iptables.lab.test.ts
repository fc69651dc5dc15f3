import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLab, type Lab } from '../lab/lab.ts'
import { labSuite, skippedSuite } from '../lab/suite.ts'
import { judge } from '../src/firewall/judge.ts'
import type { Judgement } from '../src/firewall/judgement.ts'
import { ownershipOf } from '../src/firewall/owners.ts'
import { decodeUfwRules } from '../src/local/firewalls/ufw-rules.ts'
import { bothSay, packetOf } from './firewall/compare.ts'
import { KernelTrace } from './firewall/kernel-trace.ts'
import { LegacyCounters } from './firewall/legacy-counters.ts'
import { Prober, type Question } from './firewall/prober.ts'
import { handMade, loadIptables, questionsOf } from './firewall/rulesets.ts'
import { machineFacts, readAll, type ThreeHosts, threeHosts } from './firewall/three-hosts.ts'
import { Ufw } from './firewall/ufw.ts'

labSuite('rules of ufw', () => {
  let lab: Lab
  let hosts: ThreeHosts
  let kernel: KernelTrace
  let ufw: Ufw

  beforeAll(async () => {
    lab = await createLab('ufw')
    hosts = await threeHosts(lab)
    kernel = new KernelTrace(hosts.client, hosts.machine)
    ufw = new Ufw(hosts.machine, join(lab.directory, 'ufw'))
    const commands = [
      ...[
        'deny from fd08::101 to any port 22 proto tcp',
        'allow 22/tcp',
        'limit 23/tcp',
        'deny from 10.8.0.101',
        'reject in on eth0 to any port 25',
        'allow 53',
      ],
      ...['allow from 10.8.0.2 to any port 80,443 proto tcp', 'reject 9000/udp'],
      ...[
        'allow log from fd08::2 to any port 8080 proto udp',
        'route allow in on eth0 out on docker0 to 172.17.0.2 port 80 proto tcp',
      ],
    ]
    await kernel.load('')
    await ufw.run('--force enable')
    // Of its own messages it writes no more than so many a minute: which of them, the evaluator leaves open.
    await ufw.run('logging off')
    for (const command of commands) await ufw.run(command)
  }, 120_000)

  afterAll(async () => {
    kernel?.stop()
    await lab?.destroy()
  })

  it('decide as the kernel says', async () => {
    const rules = await readAll(hosts.machine)
    const questions = questionsOf({ ports: [22, 23, 25, 53, 80, 8080] })
    const trails = await kernel.ask(questions)
    const answers = questions.map((question) => judge(rules, machineFacts, packetOf(question)))
    const said = questions.map((question, i) => bothSay(question, answers[i]!, trails[i]!))
    expect(said.map(({ ours }) => ours)).toEqual(said.map(({ kernels }) => kernels))
  })

  it('are told in its own words, with the numbers that it gives them', async () => {
    const rules = await readAll(hosts.machine)
    const lines = decodeUfwRules(ufw.file('user.rules'), ufw.file('user6.rules'))
    const status = await ufw.run('status numbered')
    const asked = (question: Omit<Question, 'to'>) => {
      const to = question.from.includes(':') ? 'fd08::1' : '10.8.0.1'
      const { decidedBy } = judge(rules, machineFacts, packetOf({ ...question, to }))
      const { owner, words, changedWith } = ownershipOf(decidedBy!, rules, lines)
      return [owner, words, changedWith]
    }
    const numberOf = (line: RegExp) =>
      Number(/\[ *(\d+)\]/.exec(status.split('\n').find((each) => line.test(each)) ?? '')?.[1])
    const limit = numberOf(/23\/tcp +LIMIT/)
    const deny6 = numberOf(/22\/tcp +DENY IN +fd08::101/)
    expect(asked({ transport: 'tcp', from: '10.8.0.2', port: 22 })).toEqual([
      'ufw',
      'ufw rule 1: allow 22/tcp',
      'ufw delete 1',
    ])
    expect(asked({ transport: 'udp', from: '10.8.0.101', port: 9 })).toEqual([
      'ufw',
      'ufw rule 3: deny from 10.8.0.101',
      'ufw delete 3',
    ])
    expect(asked({ transport: 'tcp', from: 'fd08::101', port: 22 })).toEqual([
      ...['ufw', `ufw rule ${deny6}: deny from fd08::101 to any port 22 proto tcp`, `ufw delete ${deny6}`],
    ])
    expect(limit).toBe(2)
    expect(asked({ transport: 'tcp', from: '10.8.0.2', port: 9 })).toEqual([
      'ufw',
      null,
      'ufw default allow|deny|reject incoming',
    ])
  })
})

const legacySuite =
  spawnSync('unshare', ['--net', 'iptables-legacy', '-L', '-n']).status === 0 ? labSuite : withoutLegacy

function withoutLegacy(name: string, body: () => void): void {
  skippedSuite(name, 'needs iptables-legacy, and ip_tables in the kernel', body)
}

legacySuite('rules of iptables that nft does not know of', () => {
  let lab: Lab
  let hosts: ThreeHosts
  let counters: LegacyCounters
  let prober: Prober

  beforeAll(async () => {
    lab = await createLab('legacy')
    hosts = await threeHosts(lab)
    counters = new LegacyCounters(hosts.machine)
    prober = new Prober(hosts.client)
  }, 60_000)

  afterAll(async () => {
    prober?.stop()
    await lab?.destroy()
  })

  // One packet at a time takes its time: the others say nothing that these do not.
  const names = ['docker-28', 'ip6tables-matches', 'ipset-kinds', 'iptables-matches', 'iptables-nat-redirect']
  const rulesets = handMade.filter(({ name }) => names.includes(name))

  it.each(rulesets)('$name: $summary', async (ruleset) => {
    await loadIptables(hosts.machine, ruleset, 'legacy')
    const rules = await readAll(hosts.machine)
    const families = ([4, 6] as const).filter((family) => ruleset.parts[family === 4 ? 'iptables' : 'ip6tables'])
    const questions = questionsOf(ruleset).filter(({ from }) => families.includes(from.includes(':') ? 6 : 4))
    const unknown = []
    for (const question of questions) {
      const judgement = judge(rules, machineFacts, packetOf(question))
      const count = () => counters.after(question, () => prober.send([question]))
      const counted = await count()
      if (judgement.verdict === 'unknown') unknown.push(question)
      if (judgement.verdict === 'unknown' || !judgement.isWhole) continue
      const said = counting(judgement)
      // A packet of the machine's own, about an earlier one, may have been counted among it: not twice in a row.
      const sure = isDeepStrictEqual(said, counted) ? counted : await count()
      expect([question, ...said]).toEqual([question, ...sure])
    }
    expect(unknown.length / questions.length).toBeLessThanOrEqual(0.05)
  })
})

/** As the counters have it. */
function counting({ trail }: Judgement): readonly string[] {
  return trail
    .map(({ table, chain, rule }) => `${table.replace(' (legacy)', '')} ${chain} ${rule?.handle ?? 'policy'}`)
    .sort()
}
