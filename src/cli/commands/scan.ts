import { UsageError } from '../../lib/errors.ts'
import type { ScanOptions } from '../../prepare/options.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import type { ScanFlags } from '../flags.ts'
import {
  addOutputOptions,
  askOption,
  categoryOption,
  collect,
  once,
  percentOption,
  rateOption,
  shardOption,
  wholeNumber,
} from '../options.ts'

export default defineCommand<ScanFlags>({
  name: 'scan',
  summary: 'find the open ports of hosts and networks, say what they are and whether they should be',
  examples: [
    { run: 'portreeve scan 192.0.2.10', does: 'the 1,000 most usual TCP and 20 UDP ports of one host' },
    { run: 'portreeve scan 10.0.0.0/24 -p ssh,http*,risky', does: 'chosen ports of a network' },
    {
      run: 'portreeve scan web.example db.example -p- -o report.html -o results.jsonl',
      does: 'all TCP ports of two hosts, into two files',
    },
    {
      run: 'portreeve scan -iL hosts.txt --exclude 10.0.0.1 --dry-run',
      does: 'what would be sent, without sending it',
    },
    { run: 'portreeve scan -sA 10.0.0.5 -p-', does: 'which ports a filter lets ACK packets through to (root)' },
    { run: 'portreeve scan 10.0.0.0/24 --fail-on risky', does: 'exit code 1 when a risky port is open' },
  ],
  configure: (command) => {
    command
      .argument(
        '[targets...]',
        'addresses, networks, ranges (10.0.0.1-50, 10.0.0-3.*), host names, self; - reads standard input',
      )
      .option(
        '-p, --ports <list>',
        'ports: 22,80-90 · - for all · T:…,U:… · ssh,http* · top:100 · all, risky, admin',
        once('-p'),
      )
      .option(
        '--top-ports <n>',
        'the n most usual ports (-F: the 100 most usual)',
        wholeNumber('--top-ports', 1, 65_535),
      )
      .option('--tcp', 'TCP, by the engine of --engine')
      .option('--connect', 'TCP by connections (-sT): --tcp --engine connect')
      .option('--syn', 'TCP by SYN packets of our own (-sS): --tcp --engine raw')
      .option(
        '--technique <name>',
        'how the raw engine asks TCP ports: syn, or ack (-sA: tells filtered from unfiltered, not what is open)',
        once('--technique'),
      )
      .option('--udp', 'UDP (-sU)')
      .option('-4', 'IPv4 only')
      .option('-6', 'IPv6 only')
      .option('-i, --input-file <file>', 'read targets from a file (-iL); - is standard input', collect)
      .option('--exclude <targets>', 'never probe these, comma separated', collect)
      .option('--exclude-file <file>', 'never probe what this file lists', collect)
      .option(
        '--no-default-excludes',
        'also probe multicast, broadcast, unspecified and future-use addresses, which can hold no host',
      )
      .option(
        '--engine <name>',
        'raw (packets of our own: Linux, as root or with CAP_NET_RAW), connect (connections), or auto: raw where it may, else connect, and a line says so',
        'auto',
      )
      .option(
        '--driver <name>',
        'how connections are made: epoll (Linux) or node (any system); asks for connections',
        'auto',
      )
      .option('--polite', '40 probes/s a host, 2 connections a host, 1,000/s in all')
      .option('--fast', '1,000 probes/s a host, 10,000/s in all')
      .option('--rate <n>', 'probes per second in all, or max for no limit', rateOption)
      .option('-T, --timing <0-5>', "nmap's timing, mapped onto these paces", wholeNumber('-T', 0, 5))
      .option('--no-adapt', 'keep the rate even when loss grows')
      .option(
        '--retries <n>',
        'attempts after the first for what stayed silent (default 2; 1 where the raw engine sees that nothing gets lost)',
        wholeNumber('--retries', 0, 10),
      )
      .option(
        '--min-recall <percent>',
        'ask again until so many of the open ports are found for sure (raw engine; default 99.9)',
        percentOption('--min-recall'),
      )
      .option(
        '--threads <n>',
        'senders that share a large scan and its pace, 1 to 16 (raw engine; default 2 for a large scan with --rate max, else 1)',
        wholeNumber('--threads', 1, 16),
      )
      .option('--pcap <file>', 'also write every packet sent and received (raw engine; tcpdump and Wireshark read it)')
      .option('--seed <n>', 'walk the endpoints in the order of this seed', wholeNumber('--seed', 0, 4_294_967_295))
      .option('--shard <i/n>', 'only the i-th of n parts; needs the same --seed everywhere', shardOption)
      .option('--open', 'show open ports only (the default)')
      .option('--all-states', 'show closed and filtered ports one by one too')
      .option(
        '--fail-on <category>',
        'exit 1 when something at or above it is open: normal < other < administrative < risky',
        categoryOption('--fail-on'),
      )
      .option(
        '--service',
        'ask open ports what speaks behind them (-sV), however many; by itself that is done for fewer than 1,000',
      )
      .option('--no-service', 'do not ask what speaks behind a port')
      .option(
        '--intensity <0-9>',
        'how much may be asked of each open port: 0 only listens (default 5)',
        wholeNumber('--intensity', 0, 9),
      )
      .option('--fragile', "also ask printers' raw ports, controllers and the like, which may be harmed by it")
      .option(
        '--ask <auth>',
        'auth: also log in by names that everybody knows, one attempt a service: the SNMP community "public", anonymous to FTP, no name to MQTT brokers',
        askOption,
      )
      .option(
        '--no-ping',
        'probe every host (-Pn); else the raw engine first asks which are there, and leaves out those that do not answer',
      )
      .option(
        '--resume [id]',
        'go on with a scan that was interrupted, with the options that it was begun with (raw engine); without an id, list them',
      )
      .option('--dry-run', 'print what would be sent (as table or json), and send nothing')
      .option(
        '-c, --config <file>',
        'configuration file (default: portreeve.yaml here, else in the XDG configuration folder)',
      )
      .option('--vantage <name>', 'name of this machine in the results (default: its host name)')
      .option('-n', 'accepted for nmap users; names are never looked up backwards')
    addOutputOptions(command)
  },
  async run(words, flags, context) {
    if (flags.resume !== undefined) return resume(flags.resume, words, flags, context)
    refuseContradictions(flags)
    const { runScan } = await import('../run-scan.ts')
    return runScan(scanOptions(words, flags), flags, context)
  },
})

/** What commander says of options that nobody gave. */
const unsaid: Partial<ScanFlags> = { engine: 'auto', driver: 'auto', defaultExcludes: true, adapt: true, ping: true }

async function resume(
  id: string | true,
  words: readonly string[],
  flags: ScanFlags,
  context: CommandContext,
): Promise<number> {
  const { resume: _, color, ...others } = flags
  const said = Object.entries(others).filter(([name, value]) => value !== unsaid[name as keyof ScanFlags])
  const [more] = [...words, ...said.map(([name, value]) => optionWord(name, value))]
  if (more !== undefined) {
    throw new UsageError(`--resume goes on with what the scan was begun with; leave out ${JSON.stringify(more)}`)
  }
  const { listScans, resumeScan } = await import('../resume-scan.ts')
  return id === true ? listScans() : resumeScan(id, color, context)
}

/** An option in its long form, of which commander has made a name. */
function optionWord(name: string, value: unknown): string {
  if (name.length === 1) return `-${name}`
  return `--${value === false ? 'no-' : ''}${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Pairs of which only one can be meant; picking one silently would scan something else than a person asked for. */
function refuseContradictions(flags: ScanFlags): void {
  const { ports, topPorts, polite, fast, open, allStates, technique, syn, udp } = flags
  if (ports !== undefined && topPorts !== undefined) {
    throw new UsageError(`--top-ports and -p contradict each other; write -p ${ports},top:${topPorts} for both`)
  }
  if (polite && fast) throw new UsageError('--polite and --fast contradict each other; choose one')
  if (open && allStates) throw new UsageError('--open and --all-states contradict each other; choose one')
  const other = syn ? '-sS' : udp ? '-sU' : undefined
  if (technique !== undefined && technique !== 'syn' && other !== undefined)
    throw new UsageError(`${techniqueWord(technique)} and ${other} contradict each other; choose one`)
}

function techniqueWord(technique: string): string {
  return technique === 'ack' ? '-sA' : `--technique ${technique}`
}

function scanOptions(words: readonly string[], flags: ScanFlags): ScanOptions {
  const {
    ports,
    topPorts,
    inputFile,
    exclude,
    excludeFile,
    driver,
    rate,
    timing,
    retries,
    seed,
    shard,
    config,
    vantage,
  } = flags
  return {
    targets: words,
    targetFiles: inputFile,
    exclude,
    excludeFiles: excludeFile,
    defaultExcludes: flags.defaultExcludes,
    ports: ports ?? (topPorts === undefined ? undefined : `top:${topPorts}`),
    tcp: flags.tcp ?? flags.connect ?? flags.syn ?? (flags.technique === undefined ? undefined : true),
    technique: flags.technique,
    udp: flags.udp,
    family: familyOf(flags),
    engine: engineOf(flags),
    driver,
    pace: flags.polite ? 'polite' : flags.fast ? 'fast' : undefined,
    rate,
    timing,
    adapt: flags.adapt,
    retries,
    seed,
    shard,
    allStates: flags.allStates,
    discoverHosts: flags.ping,
    minRecall: flags.minRecall,
    threads: flags.threads,
    pcap: flags.pcap,
    service: flags.service,
    intensity: flags.intensity,
    fragile: flags.fragile,
    ask: flags.ask,
    config,
    vantage,
  }
}

/** The one engine that all words agree on. */
function engineOf({ engine = 'auto', connect, syn, technique }: ScanFlags): string {
  const asked = [
    ...(engine === 'auto' ? [] : [{ word: `--engine ${engine}`, engine }]),
    ...(connect ? [{ word: '-sT', engine: 'connect' }] : []),
    ...(syn ? [{ word: '-sS', engine: 'raw' }] : []),
    ...(technique === undefined ? [] : [{ word: techniqueWord(technique), engine: 'raw' }]),
  ]
  const [first, ...others] = asked
  const other = others.find((each) => each.engine !== first?.engine)
  if (first && other) throw new UsageError(`${first.word} and ${other.word} contradict each other; choose one`)
  return first?.engine ?? 'auto'
}

function familyOf(flags: ScanFlags): 4 | 6 | undefined {
  if (flags[4] && flags[6]) return undefined
  return flags[4] ? 4 : flags[6] ? 6 : undefined
}
