import type { Listener } from '../model/listener.ts'

export interface ListenersOptions {
  /** Look into every other network namespace as well (needs root). */
  readonly allNetns?: boolean
  /** `netlink` asks the kernel through sock_diag(7), `proc` reads /proc/net, which tells less; `auto` takes the first that works. */
  readonly source?: 'auto' | 'netlink' | 'proc'
  /** Ask the package database who owns each executable. On unless false. */
  readonly packages?: boolean
}

export interface ListenersResult {
  /** By port, transport, address and namespace. */
  readonly listeners: Listener[]
  /** What a reader must know: what could not be seen and how to see it. One line each. */
  readonly notes: string[]
}
