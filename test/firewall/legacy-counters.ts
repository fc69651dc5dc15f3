import type { Host } from '../../lab/host.ts'
import { waitFor } from '../../lab/wait.ts'
import type { Question } from './prober.ts'

/**
 * Old iptables has no trace that a program could follow; but each rule counts the packets for which it held, and each policy those that it was
 * left to. Of one packet at a time that is its trail, if in no order.
 */
export class LegacyCounters {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /**
   * The rules (`filter INPUT 3`) and policies (`filter INPUT policy`) that have counted since, in the order of their names. Those of packets that
   * the machine itself sends, as it answers, are left out.
   */
  async after({ from }: Question, send: () => Promise<void>): Promise<readonly string[]> {
    const program = from.includes(':') ? 'ip6tables-legacy-save' : 'iptables-legacy-save'
    const read = async () => countersOf((await this.#host.exec(program, ['-c'])).stdout)
    const before = await read()
    await send()
    let now = before
    await waitFor('a rule to count', async () => {
      const last = now
      now = await read()
      return changed(before, now).length > 0 && changed(last, now).length === 0
    })
    const names = changed(before, now).toSorted()
    const hasAnswered = names.some((name) => name.includes(' OUTPUT '))
    return names.filter((name) => !(hasAnswered && / (?:OUTPUT|POSTROUTING) /.test(name)))
  }
}

function changed(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): readonly string[] {
  return [...now].filter(([name, packets]) => packets !== before.get(name)).map(([name]) => name)
}

function countersOf(text: string): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  let table = ''
  const counters = text.split('\n').flatMap((line): (readonly [string, number])[] => {
    if (line.startsWith('*')) table = line.slice(1)
    const [, policyOf, policyPackets] = /^:(\S+) \w+ \[(\d+):/.exec(line) ?? []
    if (policyOf !== undefined) return [[`${table} ${policyOf} policy`, Number(policyPackets)]]
    const [, packets, chain] = /^\[(\d+):\d+\] -A (\S+)/.exec(line) ?? []
    if (chain === undefined) return []
    const position = (positions.get(`${table} ${chain}`) ?? 0) + 1
    positions.set(`${table} ${chain}`, position)
    return [[`${table} ${chain} ${position}`, Number(packets)]]
  })
  return new Map(counters)
}
