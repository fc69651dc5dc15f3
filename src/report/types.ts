import type { CheckRecord } from '../model/check-record.ts'
import type { Listener } from '../model/listener.ts'
import type { ScanRecord } from '../model/scan-record.ts'
import type { ScanSummary } from '../model/scan-summary.ts'

/** The three kinds of report, each with the record it lists and what its end carries. */
export interface ReportKinds {
  scan: { record: ScanRecord; summary: ScanSummary }
  check: { record: CheckRecord; summary: CheckSummary }
  ports: { record: Listener; summary: PortsSummary }
}
export type ReportKind = keyof ReportKinds

export interface PortsSummary {
  readonly listedAt: string
  readonly listeners: number
  readonly notes: readonly string[]
}

export interface CheckSummary {
  readonly startedAt: string
  readonly finishedAt: string
  readonly hostname: string
  readonly byCategory: Readonly<Record<string, number>>
  readonly byExposure: Readonly<Record<string, number>>
  readonly closed: number
  readonly filtered: number
  readonly notes: readonly string[]
  readonly complete: boolean
}

export interface ReportHead<K extends ReportKind = ReportKind> {
  readonly kind: K
  readonly version: string
  /** The command line as the person typed it, for the record. */
  readonly command: string
  readonly startedAt: string
  /** What was to be scanned, as it was typed; without it, titles count the hosts. */
  readonly targets?: readonly string[]
  /** How TCP ports are asked, as summaries of scans have it: it is known when the report breaks off, too. */
  readonly technique?: string
  /** Which ports were asked for, in nmap's notation; empty for `ports`. */
  readonly portSpecification: { readonly tcp: string; readonly udp: string }
  readonly counts: { readonly tcp: number; readonly udp: number }
}

export interface FormatOptions {
  /** Colour for terminals. */
  readonly colour: boolean
  /** Width in columns for formats that wrap; Infinity when piped. */
  readonly width: number
  /** Bytes that records may take in formats that must sort; what is more goes to a temporary file. Default 8 MiB. */
  readonly memory?: number
}

/** Pieces of text, made as they are asked for. (No mere text: it would be a piece for each letter.) */
export type Pieces = Iterable<string> & object

/** Turns records into text as they come. What it returns is written at once; formats that must sort return '' until the end. */
export interface Writer<K extends ReportKind> {
  begin(): string
  record(record: ReportKinds[K]['record']): string
  end(summary: ReportKinds[K]['summary']): Pieces
  /** What is known so far, when the report broke off for good; without it a `.partial` file holds what was streamed. */
  salvage?(message: string): Pieces
}

export interface Format {
  readonly id: string
  readonly summary: string
  /** File name endings that choose this format for `-o`. */
  readonly extensions: readonly string[]
  /** Kinds of report that it can hold. */
  readonly kinds: readonly ReportKind[]
  /** Has no place for what a reader must know besides the records: that is told on standard error. */
  readonly withoutNotes?: true
  writer<K extends ReportKind>(head: ReportHead<K>, options: FormatOptions): Writer<K>
}

export function defineFormat(format: Format): Format {
  return format
}
