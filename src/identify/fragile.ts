import { entriesFor } from '../knowledge/lookup.ts'
import type { Transport } from '../model/unions.ts'

/** Kinds of device whose other ports are left alone as well once one has told what it is. */
const fragileDevices: ReadonlySet<string> = new Set(['printer', 'controller', 'bmc'])

/** Who listens here keeps whatever comes as a log line or a measured value, or takes it for a log-in, and answers nothing. */
const keepers: Readonly<Record<number, string>> = {
  512: 'rexec takes what it is sent for a port, a user name and a password.',
  514: 'Syslog keeps each line that it is sent, and rsh takes it for a port.',
  601: 'Syslog keeps each line that it is sent.',
  1234: "A virtual machine's debugger stops it when somebody connects.",
  1514: 'Log collectors keep each line that they are sent.',
  2003: 'Graphite keeps each line that it is sent.',
  2004: 'Graphite reads pickled values.',
  6101: 'Label printers print what they are sent.',
  12201: 'Graylog keeps what it is sent.',
  24224: 'Fluentd keeps what it is sent.',
}

/** Why nothing is sent to this port by default; null when it may be asked. */
export function fragileReason(transport: Transport, port: number): string | null {
  return (
    entriesFor(transport, port).find(({ fragile }) => fragile !== undefined)?.fragile ?? keeperReason(transport, port)
  )
}

function keeperReason(transport: Transport, port: number): string | null {
  return transport === 'tcp' ? (keepers[port] ?? null) : null
}

export function isFragileDevice(deviceType: string | null): boolean {
  return deviceType !== null && fragileDevices.has(deviceType)
}
