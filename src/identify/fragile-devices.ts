/** Kinds of device whose other ports are left alone as well once one has told what it is. */
const fragileDevices: ReadonlySet<string> = new Set(['printer', 'controller', 'bmc'])

export function isFragileDevice(deviceType: string | null): boolean {
  return deviceType !== null && fragileDevices.has(deviceType)
}
