// What the hand-made catalogue says about a port. Plain types: importing this costs nothing at start-up.
// The data is in catalogue/*.yaml, its schema in catalogue-schema.ts.
import type { Category } from '../model/unions.ts'

/** What can be done about a port. `close` stops the daemon; `bind` listens on loopback or a management address only. */
export const measures = [
  'close',
  'bind',
  'firewall',
  'vpn',
  'mfa',
  'segment',
  'patch',
  'encrypt',
  'authenticate',
  'replace',
] as const
export type MeasureKind = (typeof measures)[number]

export interface Measure {
  readonly measure: MeasureKind
  /** Concrete: the daemon's configuration key or the rule to write. */
  readonly how: string
}

export interface Incident {
  readonly name: string
  readonly year: number
  readonly what: string
  /** CVE id, advisory or report to look up. */
  readonly reference: string
}

/** What to use instead of a protocol that sends everything readable, or that no configuration makes safe. */
export interface Replacement {
  readonly protocol: string
  readonly ports: readonly string[]
  readonly how: string
}

export interface CatalogueEntry {
  /** Unique, kebab-case. */
  readonly id: string
  /** Short service name, as tables show it. */
  readonly name: string
  readonly title: string
  /** `6379/tcp`, `16384-32767/udp`. */
  readonly ports: readonly string[]
  /** Among entries that name the same port the heaviest is shown; 50 when the data does not say. */
  readonly weight: number
  /** Protocols, as detectors name them, that this entry speaks about. */
  readonly services?: readonly string[]
  readonly category: Category
  /** `negotiable`: STARTTLS or TLS that can be switched on. */
  readonly cleartext: boolean | 'negotiable'
  readonly replacement?: Replacement
  /** Why it is dangerous when strangers reach it. */
  readonly danger?: string
  readonly incidents?: readonly Incident[]
  /** Best first. */
  readonly secure: readonly Measure[]
  /** One line, under 110 characters: what to do when it is found open beyond loopback. */
  readonly advice: string
  /** Why it is never spoken to by default: it prints what it is sent, or the device fails. */
  readonly fragile?: string
  /** Known from malware. A hint only: any program may use the port. */
  readonly malware?: boolean
  readonly sources: readonly string[]
}
