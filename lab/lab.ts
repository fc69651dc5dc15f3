import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabError, run } from './exec.ts'
import { Host } from './host.ts'
import { changeSetting, restoreSettings } from './machine-settings.ts'
import { folderPrefix, namespaceName, removeNamespace, removeStale } from './namespaces.ts'

/** One address with prefix length, or several. */
export type Addresses = string | readonly string[]

/** A network of hosts that ends with `destroy`, with the process, or at the start of the next lab after a crash. */
export class Lab {
  readonly name: string
  /** A folder for configuration files and data of daemons; removed with the lab. */
  readonly directory: string
  readonly #hosts = new Map<string, Host>()
  readonly #handlers: readonly (readonly [NodeJS.Signals | 'exit', () => void])[]

  constructor(name: string) {
    this.name = name
    this.directory = mkdtempSync(join(tmpdir(), folderPrefix(process.pid, name)))
    const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
      (signal) => [signal, () => this.#dieOf(signal)] as const,
    )
    this.#handlers = [['exit', () => this.#remove()] as const, ...signals]
    for (const [event, handler] of this.#handlers) process.on(event, handler)
  }

  /** A new host with `lo` up, no other interface, and IPv6 addresses that are usable at once. */
  async host(name: string): Promise<Host> {
    if (this.#hosts.has(name)) throw new LabError(`there is a host ${name} already`)
    const host = new Host(name, namespaceName(process.pid, this.name, name))
    this.#hosts.set(name, host)
    await run('ip', ['netns', 'add', host.namespace])
    // Duplicate address detection (RFC 4862) keeps an address unusable for a second; `all` and `default` both must be 0.
    await host.sysctl({ 'net.ipv6.conf.all.accept_dad': 0, 'net.ipv6.conf.default.accept_dad': 0 })
    await host.ip('link set lo up')
    return host
  }

  /** A host that forwards between its links. */
  async router(name = 'router'): Promise<Host> {
    const router = await this.host(name)
    await router.sysctl({ 'net.ipv4.ip_forward': 1, 'net.ipv6.conf.all.forwarding': 1 })
    return router
  }

  /** A cable between two hosts: a new interface on each, with these addresses. Returns the interfaces' names. */
  async link(a: Host, b: Host, addresses: { a?: Addresses; b?: Addresses } = {}): Promise<{ a: string; b: string }> {
    const names = { a: a.nextInterface(), b: b.nextInterface() }
    await run(
      'ip',
      ['link', 'add', names.a, 'netns', a.namespace, 'type', 'veth'].concat([
        'peer',
        'name',
        names.b,
        'netns',
        b.namespace,
      ]),
    )
    await a.ip(`link set ${names.a} up`)
    await b.ip(`link set ${names.b} up`)
    for (const address of [addresses.a ?? []].flat()) await a.address(address, names.a)
    for (const address of [addresses.b ?? []].flat()) await b.address(address, names.b)
    return names
  }

  /** A switch with a cable to each of these hosts, which get the addresses beside them. Returns the switch. */
  async bridge(members: readonly (readonly [Host, Addresses])[], name = 'switch'): Promise<Host> {
    const bridge = await this.host(name)
    await bridge.ip('link add br0 type bridge\nlink set br0 up')
    for (const [host, addresses] of members) {
      const { a } = await this.link(bridge, host, { b: addresses })
      await bridge.ip(`link set ${a} master br0`)
    }
    return bridge
  }

  /** Changes a setting in /proc/sys that no namespace has for itself, until the lab ends. */
  setOfMachine(file: string, value: number): void {
    changeSetting(this.directory, file, String(value))
  }

  /** Ends every process of the lab and removes its namespaces and its folder. Safe to call twice. */
  async destroy(): Promise<void> {
    this.#remove()
    for (const [event, handler] of this.#handlers) process.off(event, handler)
  }

  #remove(): void {
    for (const host of this.#hosts.values()) removeNamespace(host.namespace)
    this.#hosts.clear()
    restoreSettings(this.directory)
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** Cleans up, then lets the signal do to this process what it would have done without us. */
  #dieOf(signal: NodeJS.Signals): void {
    this.#remove()
    for (const [event, handler] of this.#handlers) process.off(event, handler)
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
}

/**
 * A new, empty lab. What an earlier process left behind when it crashed is removed first.
 * @param name short, lower case: namespaces are called `pr-<pid>-<name>-<host>`
 * @throws LabError when the name would not do
 */
export async function createLab(name: string): Promise<Lab> {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) throw new LabError(`"${name}" is no name for a lab: a-z, 0-9 and "-"`)
  removeStale()
  return new Lab(name)
}
