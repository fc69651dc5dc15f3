import { listListeners } from '../../local/listeners.ts'
import { matchesPortWord, parsePortWord } from '../../local/port-word.ts'
import type { Listener } from '../../model/listener.ts'
import { version } from '../../version.ts'
import { defineCommand, exitCodes, undelivered } from '../command.ts'
import { addOutputOptions, type OutputOptions } from '../options.ts'
import { openOutputs } from '../output.ts'

interface PortsFlags extends OutputOptions {
  readonly tcp?: true
  readonly udp?: true
  readonly 4?: true
  readonly 6?: true
  readonly allNetns?: true
  /** commander's negation: false when --no-packages was given. */
  readonly packages: boolean
}

export default defineCommand<PortsFlags>({
  name: 'ports',
  summary: 'what listens on this machine: sockets, their processes, units and containers (alias ls)',
  examples: [
    { run: 'portreeve ports', does: 'every TCP and UDP socket that listens' },
    { run: 'sudo portreeve ports --all-netns', does: 'with every process, and other network namespaces too' },
    { run: 'portreeve ls 80 443 8000-9000/tcp', does: 'only these ports' },
    { run: 'portreeve ports --tcp -6 --format jsonl', does: 'TCP over IPv6, one JSON record a line' },
  ],
  configure: (command) => {
    command
      .argument('[ports...]', 'only these: 80, 53/udp, 8000-9000')
      .option('--tcp', 'TCP only')
      .option('--udp', 'UDP only')
      .option('-4', 'what IPv4 reaches')
      .option('-6', 'what IPv6 reaches')
      .option('--all-netns', 'other network namespaces too (containers have one each); needs root')
      .option('--no-packages', 'do not ask which package an executable belongs to')
    addOutputOptions(command)
  },
  async run(words, flags, context) {
    const wanted = filterOf(words, flags)
    const startedAt = new Date().toISOString()
    const head = { kind: 'ports', version, command: context.commandLine, startedAt, ...noPorts } as const
    const outputs = await openOutputs(head, flags)
    try {
      const { allNetns = false, packages } = flags
      const { listeners, notes } = await listListeners({ allNetns, packages })
      const shown = listeners.filter(wanted)
      await outputs.records(shown)
      const delivery = await outputs.finish({ listedAt: startedAt, listeners: shown.length, notes })
      return delivery === 'whole' ? exitCodes.done : undelivered[delivery]
    } catch (error) {
      await outputs.abandon(error)
      throw error
    }
  },
})

/** A listing of listeners asks for no ports. */
const noPorts = { portSpecification: { tcp: '', udp: '' }, counts: { tcp: 0, udp: 0 } } as const

/** What the words and flags leave; naming both of a pair is naming none. */
function filterOf(words: readonly string[], { tcp, udp, 4: ipv4, 6: ipv6 }: PortsFlags): (one: Listener) => boolean {
  const ports = words.map((word) => parsePortWord(word))
  return (listener) =>
    (ports.length === 0 || ports.some((word) => matchesPortWord(word, listener))) &&
    (tcp === udp || (tcp ? 'tcp' : 'udp') === listener.transport) &&
    (ipv4 === ipv6 || (ipv4 ? takesIpv4(listener) : listener.address.includes(':')))
}

function takesIpv4({ address, bind }: Listener): boolean {
  return bind === 'dual-stack' || !address.includes(':')
}
