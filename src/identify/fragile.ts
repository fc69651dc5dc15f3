import { entriesFor } from '../knowledge/lookup.ts'
import type { Transport } from '../model/unions.ts'

/** Kinds of device whose other ports are left alone as well once one has told what it is. */
const fragileDevices: ReadonlySet<string> = new Set(['printer', 'controller', 'bmc'])

/** Why nothing is sent to this port by default; null when it may be asked. */
export function fragileReason(transport: Transport, port: number): string | null {
  return entriesFor(transport, port).find(({ fragile }) => fragile !== undefined)?.fragile ?? null
}

export function isFragileDevice(deviceType: string | null): boolean {
  return deviceType !== null && fragileDevices.has(deviceType)
}
