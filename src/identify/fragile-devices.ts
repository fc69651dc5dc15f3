import type { Subject } from './ask/subject.ts'

/** Kinds of device whose other ports are left alone as well once one has told what it is. */
const fragileDevices: ReadonlySet<string> = new Set(['printer', 'controller', 'bmc'])

export function isFragileDevice(deviceType: string | null): boolean {
  return deviceType !== null && fragileDevices.has(deviceType)
}

/** Where a device usually says what it is: on its web pages, by SNMP, by IPMI. */
const tellingPorts = { tcp: [80, 443, 631, 8080, 8443], udp: [161, 623] } as const

type Place = Pick<Subject, 'transport' | 'port'>

/** Whether others of the host had better wait for the answer from there. */
export function tellsDevice({ transport, port }: Place): boolean {
  return (tellingPorts[transport] as readonly number[]).includes(port)
}

/** Those that tell what device it is come first; the others stay in their order. */
export function tellingFirst<T extends Place>(places: readonly T[]): readonly T[] {
  return places.toSorted((one, other) => Number(tellsDevice(other)) - Number(tellsDevice(one)))
}
