/** The zone that an address seen on an interface is named with: link-local ones alone have any (fe80::/10, RFC 4291 §2.5.6). */
export function zoneOf(bytes: Uint8Array, at: number, length: 4 | 16, name: string): string | undefined {
  return length === 16 && bytes[at] === 0xfe && (bytes[at + 1]! & 0xc0) === 0x80 ? name : undefined
}
