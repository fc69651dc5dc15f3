import { readFileSync } from 'node:fs'
import { callsLibc } from '../platform.ts'

/** CAP_NET_RAW, linux/capability.h: its bit in the sets of /proc/self/status. */
const netRaw = 13n

/** What this process lacks to send raw packets, as the end of a line; null when it has all. */
export async function missingForRaw(): Promise<string | null> {
  if (!callsLibc()) return 'is there for Linux alone, on processors of 64 bits'
  if (!mayOpenPacketSockets()) return 'needs the right to open packet sockets: run it as root, or with CAP_NET_RAW'
  const { missingLibc } = await import('../../libc/library.ts')
  return missingLibc === null ? null : `needs the C library, and ${missingLibc}`
}

function mayOpenPacketSockets(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]{1,16})$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
  return effective !== undefined && ((BigInt(`0x${effective}`) >> netRaw) & 1n) === 1n
}
