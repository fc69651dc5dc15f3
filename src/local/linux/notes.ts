import { OperationError } from '../../lib/errors.ts'
import { count } from '../../lib/text.ts'
import { asRootCommand } from './as-root.ts'

/** Namespaces that are named one by one; a machine may have thousands. */
const mostNamed = 8

/** What a reader must know about a listing, each said once. */
export class Notes {
  readonly #lines = new Set<string>()
  #closedNamespaces = 0

  get lines(): string[] {
    const unnamed = this.#closedNamespaces - mostNamed
    if (unnamed <= 0) return [...this.#lines]
    return [...this.#lines, `${count(unnamed, 'more network namespace')} could not be looked into`]
  }

  /** Sockets whose process was not found. */
  withoutHolder(sockets: number, hiddenProcesses: number): void {
    if (sockets === 0) return
    const missing = `the process behind ${count(sockets, 'socket')} could not be seen`
    if (process.geteuid?.() !== 0 && hiddenProcesses > 0) this.#lines.add(`${missing}; to see it: ${asRootCommand()}`)
    else this.#lines.add(`${missing}: the kernel holds it, or a process of another PID namespace`)
  }

  hiddenNamespaces(processes: number, cut: boolean): void {
    if (process.geteuid?.() !== 0 && processes > 0) {
      this.#lines.add(`other users' network namespaces could not be seen; to see them: ${asRootCommand()}`)
    }
    if (cut) this.#lines.add('there are more network namespaces than are listed')
  }

  closedNamespace(name: string, error: unknown): void {
    if (++this.#closedNamespaces > mostNamed) return
    const reason = error instanceof Error ? error.message : String(error)
    if (process.geteuid?.() === 0 || error instanceof OperationError) {
      this.#lines.add(`network namespace ${name} could not be looked into: ${reason}`)
    } else this.#lines.add(`network namespace ${name} could not be entered; to see it: ${asRootCommand()}`)
  }

  fellBack(error: Error): void {
    this.#lines.add(
      `read from /proc/net, which tells less, because the kernel did not answer sock_diag (${error.message})`,
    )
  }

  withoutLibc(why: string): void {
    this.#lines.add(`read from /proc/net, which tells less, and without processes: ${why}`)
  }

  assumedDualStack(): void {
    this.#lines.add(
      '/proc/net does not say whether a [::] socket takes IPv4 too: assumed from the IPv4 socket on its port and net.ipv6.bindv6only',
    )
  }
}
