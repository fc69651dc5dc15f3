import { readdirSync, readFileSync } from 'node:fs'
import type { Host } from '../../lab/host.ts'
import { waitFor } from '../../lab/wait.ts'
import type { Question } from './prober.ts'
import { client, container, machine } from './three-hosts.ts'

const folder = new URL('rulesets/', import.meta.url)

/** A ruleset made by hand: the first line says what it is, the second which ports are asked about, then come its parts. */
export interface HandMade {
  readonly name: string
  readonly summary: string
  readonly ports: readonly number[]
  readonly parts: Readonly<Partial<Record<Part, string>>>
}

export const parts = ['nft', 'ipset', 'iptables', 'ip6tables'] as const
export type Part = (typeof parts)[number]

export const handMade: readonly HandMade[] = readdirSync(folder)
  .sort()
  .map((file) => {
    const [head = '', ...sections] = readFileSync(new URL(file, folder), 'utf8').split(/^### /m)
    const [, summary = '', ports = ''] = /^# (.+)\n# ports: (.+)\n$/.exec(head) ?? []
    const named = sections.map((section) => [section.split('\n')[0], section.slice(section.indexOf('\n') + 1)])
    return {
      name: file.replace('.rules', ''),
      summary,
      ports: ports.split(' ').map(Number),
      parts: Object.fromEntries(named),
    }
  })

/** Each of its ports, by both transports and families, of the machine and of the container behind it, from each address of the client. */
export function questionsOf({ ports }: Pick<HandMade, 'ports'>): readonly Question[] {
  const ways = ([4, 6] as const).flatMap((family) =>
    client[family].flatMap((from) => [machine[family], container[family]].map((to) => ({ from, to }))),
  )
  return ways.flatMap((way) =>
    ports.flatMap((port) => (['tcp', 'udp'] as const).map((transport) => ({ transport, ...way, port }))),
  )
}

/** Loads the parts that are not nft's, in place of what there is. @param backEnd whose iptables: the one that writes to nft, or the old one */
export async function loadIptables(host: Host, { parts }: HandMade, backEnd: 'nft' | 'legacy'): Promise<void> {
  if (backEnd === 'legacy')
    for (const program of ['iptables', 'ip6tables'])
      await host.exec(`${program}-legacy-restore`, [], { input: noRules })
  // Sets of sets hold their members; what else held a set lets go of it a moment after it is gone itself.
  await host.exec('ipset', ['flush'])
  await waitFor(
    'sets to be let go of',
    async () => (await host.exec('ipset', ['destroy'], { anyExit: true })).code === 0,
  )
  if (parts.ipset !== undefined) await host.exec('ipset', ['restore'], { input: parts.ipset })
  for (const part of ['iptables', 'ip6tables'] as const)
    if (parts[part] !== undefined) await host.exec(`${part}-${backEnd}-restore`, [], { input: parts[part] })
}

const noRules = Object.entries({
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
})
  .map(([table, chains]) => `*${table}\n${chains.map((chain) => `:${chain} ACCEPT [0:0]\n`).join('')}COMMIT\n`)
  .join('')
