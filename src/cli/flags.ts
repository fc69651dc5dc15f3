import type { Ask } from '../identify/login.ts'
import type { Address } from '../lib/address.ts'
import type { Category } from '../model/unions.ts'
import type { OutputOptions } from './options.ts'

/** What commander collects for `scan`; the names are those of the long options. */
export interface ScanFlags extends OutputOptions {
  readonly ports?: string
  readonly topPorts?: number
  readonly tcp?: true
  readonly connect?: true
  readonly syn?: true
  readonly technique?: string
  readonly udp?: true
  readonly 4?: true
  readonly 6?: true
  readonly inputFile?: readonly string[]
  readonly exclude?: readonly string[]
  readonly excludeFile?: readonly string[]
  readonly defaultExcludes: boolean
  readonly engine?: string
  readonly driver?: string
  readonly polite?: true
  readonly fast?: true
  readonly rate?: number | 'max'
  readonly timing?: number
  readonly adapt: boolean
  readonly retries?: number
  readonly seed?: number
  readonly shard?: { index: number; count: number }
  readonly allStates?: true
  readonly service?: boolean
  readonly intensity?: number
  readonly fragile?: true
  readonly ask?: readonly Ask[]
  readonly open?: true
  readonly ping?: boolean
  readonly minRecall?: number
  readonly threads?: number
  readonly pcap?: string
  readonly failOn?: Category
  readonly dryRun?: true
  readonly resume?: string | true
  readonly config?: string
  readonly vantage?: string
}

/** What commander collects for `identify`. */
export interface IdentifyFlags extends OutputOptions {
  readonly intensity?: number
  readonly fragile?: true
  readonly ask?: readonly Ask[]
  readonly 4?: true
  readonly 6?: true
  readonly polite?: true
  readonly rate?: number | 'max'
  readonly defaultExcludes: boolean
  readonly config?: string
  readonly vantage?: string
}

/** What commander collects for `check`. */
export interface CheckFlags extends OutputOptions {
  readonly source?: Address
  readonly outside?: readonly string[]
  readonly from?: readonly string[]
  readonly failOn?: Category
}

/** What commander collects for `fix`. */
export interface FixFlags {
  readonly format: string
  readonly apply?: string
  readonly dryRun?: true
  readonly confirmWithin: number
  readonly force?: true
  readonly confirm?: string | true
  readonly verify?: string | true
  readonly from?: readonly string[]
  readonly outside?: readonly string[]
  readonly undo?: string | true
  readonly list?: true
  readonly atDeadline?: string
  readonly wait?: number
  readonly atBoot?: true
}
