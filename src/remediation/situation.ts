import type { Endpoint } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import type { Persistence } from './persistence.ts'

/** Somebody who is connected to the port now. */
export interface Peer {
  readonly address: string
  readonly port: number
  /** The near end's address. */
  readonly local: string
}

export const firewallTools = ['ufw', 'firewalld', 'nftables', 'iptables'] as const
export type FirewallTool = (typeof firewallTools)[number]

/** The firewall that rules here are to be written with. */
export interface FirewallInCharge {
  readonly tool: FirewallTool
  /** How it is known. */
  readonly because: string
  /** Families of which Docker's chain for the administrator's own rules is there. */
  readonly dockerUser: readonly (4 | 6)[]
}

/** What systemd runs the listener by. */
export interface Units {
  readonly service: string | null
  /** The unit for which systemd itself holds the port. */
  readonly socket: string | null
  /** Whether that one listens elsewhere too: at other ports, or at paths. */
  readonly socketHasOthers: boolean
  /** Others that start the service when something happens. */
  readonly triggers: readonly string[]
  /** Those that run and stop when it does. */
  readonly along: readonly string[]
  /** Those of socket, triggers and service that are started with the machine. */
  readonly enabled: readonly string[]
  /** User number whose service manager it is; null for the system's. */
  readonly manager: number | null
}

/** A port of a container that its engine publishes on this machine. */
export interface Published {
  readonly engine: 'docker' | 'podman'
  readonly container: string
  readonly containerPort: number | null
  /** The compose file that says so, where there is one. */
  readonly composeFile: string | null
  readonly composeService: string | null
}

/** Packets from outside that a rule lets through to the endpoint, whether anybody listens or not. */
export interface Opening {
  readonly from: string
  /** In the words of its tool; null: no rule does, but no rule keeps them out either. */
  readonly rule: string | null
  /** Where a change of their destination leads them; null: nowhere else. */
  readonly leadsTo: { readonly address: string; readonly port: number } | null
}

/** All that is known about an endpoint that somebody wants closed. */
export interface Situation {
  readonly endpoint: Endpoint
  /** What serves it. None: nobody does. */
  readonly listener: Listener | null
  /** Other listeners of the same port and transport. */
  readonly others: readonly Listener[]
  readonly units: Units
  readonly published: Published | null
  readonly peers: readonly Peer[]
  /** Null: the rules could not be read. */
  readonly openings: readonly Opening[] | null
  /** Of whom it cannot be told whether the rules let them through, and why. */
  readonly untold: readonly string[]
  /** Devices by which neighbours may send to loopback addresses of IPv4 (route_localnet). */
  readonly loopbackBy: readonly string[]
  /** Null: none could be found. */
  readonly firewall: FirewallInCharge | null
  /** `ID` and `ID_LIKE` of os-release(5). */
  readonly distribution: readonly string[]
  /** Networks that this machine is connected to, without loopback and link-local ones. */
  readonly networks: readonly { readonly network: string; readonly device: string }[]
  readonly persistence: Persistence
  /** Whether systemd, OpenRC or init scripts start services here. */
  readonly init: 'systemd' | 'openrc' | 'sysv'
  /** The script in /etc/init.d that runs it, where there is no systemd; null: none is known to. */
  readonly initScript: string | null
  /** Configuration files that its command line names. */
  readonly configFiles: readonly string[]
  /** What a configuration file says; null for one that is not there or not ours to read. */
  readonly fileText: (path: string) => string | null
  /** Names that the plan's own rules and files bear. */
  readonly mark: string
}
