import { mkdirSync, writeFileSync } from 'node:fs'
import { Daemon, type SpawnOptions } from './daemon.ts'
import { type ExecOptions, type Outcome, run } from './exec.ts'
import { Listeners, type Ports } from './listeners.ts'
import { lossRules, type Obstacles, obstacleRules } from './rules.ts'
import { type OpenPorts, openPorts } from './sockets.ts'

export interface HostExecOptions extends ExecOptions {
  /** Numeric user and group id to run as. Default: root. */
  readonly user?: string
}

/** A host of the lab: a network namespace with its own interfaces, routes, firewall, sockets and sysctls. */
export class Host {
  readonly name: string
  readonly namespace: string
  /** Addresses it was given, without prefix lengths, in the order in which it got them. */
  readonly addresses: string[] = []
  #interfaces = 0

  constructor(name: string, namespace: string) {
    this.name = name
    this.namespace = namespace
  }

  /** Its first IPv4 address. */
  get ipv4(): string {
    return this.#first((address) => !address.includes(':'), 'IPv4')
  }

  /** Its first IPv6 address. */
  get ipv6(): string {
    return this.#first((address) => address.includes(':'), 'IPv6')
  }

  /** Words before a command that make it run here. The process that starts becomes the command: its pid is the command's. */
  prefix(user?: string): readonly string[] {
    // --pdeathsig: what we started in the foreground dies with us, even when we are killed without a chance to clean up.
    const words = ['ip', 'netns', 'exec', this.namespace, 'setpriv', '--pdeathsig', 'KILL']
    return user === undefined ? [...words, '--'] : [...words, '--reuid', user, '--regid', user, '--clear-groups', '--']
  }

  /** Runs a program here to its end. @throws LabError unless it exits with 0 (or `anyExit` is set). */
  exec(command: string, args: readonly string[] = [], options: HostExecOptions = {}): Promise<Outcome> {
    const [first = '', ...rest] = this.prefix(options.user)
    return run(first, [...rest, command, ...args], options)
  }

  /** Runs a TypeScript or JavaScript file here under our own node. Gives back any exit code. */
  node(script: string, args: readonly string[] = [], options: HostExecOptions = {}): Promise<Outcome> {
    const loader = script.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
    return this.exec(process.execPath, [...loader, script, ...args], { anyExit: true, ...options })
  }

  /** Starts a daemon here, in the foreground, and returns when it is ready. It ends with the lab. */
  async spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): Promise<Daemon> {
    const [first = '', ...rest] = this.prefix()
    const daemon = new Daemon(first, [...rest, command, ...args], options)
    await daemon.waitUntil(this.namespace, options.ready ?? {}, options.timeoutMs)
    return daemon
  }

  /** Real listening sockets, thousands of them if need be; returns when all of them listen. */
  async listen(ports: Ports): Promise<Listeners> {
    const listeners = new Listeners(this.prefix())
    await listeners.open(ports)
    return listeners
  }

  /** Ports on which something listens here now. */
  openPorts(): Promise<OpenPorts> {
    return openPorts(this.namespace)
  }

  /** `ip` commands, one a line, without the word `ip`: `addr add 10.0.0.1/24 dev eth0`. */
  async ip(commands: string): Promise<void> {
    await run('ip', ['-n', this.namespace, '-batch', '-'], { input: `${commands}\n` })
  }

  /** Gives one of its interfaces an address with prefix length (`10.0.0.1/24`, `fd00::1/64`), usable at once. */
  async address(address: string, device = 'eth0'): Promise<void> {
    const nodad = address.includes(':') ? 'nodad' : ''
    await this.ip(`addr add ${address} dev ${device} ${nodad}`)
    this.addresses.push(address.split('/')[0] ?? address)
  }

  /** Hardware address of one of its interfaces. */
  async mac(device = 'eth0'): Promise<string> {
    const { stdout } = await this.exec('cat', [`/sys/class/net/${device}/address`])
    return stdout.trim()
  }

  /** Sends packets for `destination` (a network or `default`) to the router at `gateway`. */
  async route(destination: string, gateway: string): Promise<void> {
    const family = gateway.includes(':') ? '-6' : '-4'
    await run('ip', ['-n', this.namespace, family, 'route', 'add', destination, 'via', gateway])
  }

  /** Makes every address of a network its own: one daemon on 0.0.0.0 then answers as 16 million hosts of 10.0.0.0/8. */
  async anyip(network: string): Promise<void> {
    const family = network.includes(':') ? '-6' : '-4'
    await run('ip', ['-n', this.namespace, family, 'route', 'add', 'local', network, 'dev', 'lo'])
  }

  /** Loads an nftables ruleset on top of what is there. */
  async nft(ruleset: string): Promise<void> {
    await this.exec('nft', ['-f', '-'], { input: ruleset })
  }

  /** Obstacles before its own ports: `{ tcp: { 81: 'drop', '90-99': 'reset' }, udp: { 53: 'admin-prohibited' } }`. */
  async block(obstacles: { tcp?: Obstacles; udp?: Obstacles }): Promise<void> {
    await this.nft(obstacleRules('input', obstacles))
  }

  /** Obstacles before the ports of the hosts behind this router. */
  async blockForwarded(obstacles: { tcp?: Obstacles; udp?: Obstacles }): Promise<void> {
    await this.nft(obstacleRules('forward', obstacles))
  }

  /** As a router, loses this many of 1,000 packets, each way, by chance; 0 ends it. */
  async loss(permille: number): Promise<void> {
    await this.nft(lossRules(permille))
  }

  /** Sets kernel settings of this host: `{ 'net.ipv4.ip_forward': 1 }`. */
  async sysctl(settings: Readonly<Record<string, string | number>>): Promise<void> {
    const lines = Object.entries(settings).map(
      ([key, value]) => `echo '${value}' > /proc/sys/${key.replaceAll('.', '/')}`,
    )
    await this.exec('sh', ['-ec', lines.join('\n')])
  }

  /** Lifts Linux's limit of one ICMP error a second per peer (icmp(7)), so that closed UDP ports can be told apart fast. */
  async unlimitIcmp(): Promise<void> {
    await this.sysctl({ 'net.ipv4.icmp_ratelimit': 0, 'net.ipv6.icmp.ratelimit': 0 })
  }

  /** Gives programs started here from now on their own /etc/<file>: `etc('hosts', '10.0.0.1 web\n')`. */
  etc(file: string, text: string): void {
    const folder = `/etc/netns/${this.namespace}`
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${file}`, text)
  }

  /** The name that its next interface gets. */
  nextInterface(): string {
    return `eth${this.#interfaces++}`
  }

  #first(wanted: (address: string) => boolean, family: string): string {
    const found = this.addresses.find(wanted)
    if (found === undefined) throw new Error(`${this.name} has no ${family} address`)
    return found
  }
}
