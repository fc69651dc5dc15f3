// decodes foreign bytes
import type { Reply } from '../reply.ts'

export type BsonValue = string | number | boolean | string[]

const most = 200

/** The plain members of a BSON document: texts, numbers, truth values, lists of texts; others are passed over, as far as their length is known. */
export function bsonIn(reply: Reply, start: number): ReadonlyMap<string, BsonValue> {
  return membersOf(reply, start, true)
}

/** Lists in lists are passed over: nobody says how deep they go. */
function membersOf(reply: Reply, start: number, withLists: boolean): ReadonlyMap<string, BsonValue> {
  const members = new Map<string, BsonValue>()
  const end = Math.min(reply.length, start + Math.max(0, reply.u32le(start)))
  for (let at = start + 4; at < end && members.size < most; ) {
    const type = reply.u8(at)
    const name = reply.cString(at + 1)
    const from = at + 1 + name.length + 1
    const size = sizeOf(reply, type, from)
    if (type === 0 || size < 0) break
    const value = type === 0x04 ? (withLists ? textsAt(reply, from) : undefined) : valueAt(reply, type, from)
    if (value !== undefined) members.set(name, value)
    at = from + size
  }
  return members
}

/** Bytes of a value by its type (bsonspec.org, version 1.1); -1 when it is not known. */
function sizeOf(reply: Reply, type: number, at: number): number {
  if (type === 0x02) return reply.u32le(at) < 0 ? -1 : 4 + reply.u32le(at)
  if (type === 0x03 || type === 0x04) return reply.u32le(at)
  if (type === 0x05) return reply.u32le(at) < 0 ? -1 : 5 + reply.u32le(at)
  return fixedSizes[type] ?? -1
}

const fixedSizes: Readonly<Record<number, number>> = { 1: 8, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8 }

function textsAt(reply: Reply, at: number): string[] {
  return [...membersOf(reply, at, false).values()].filter((value) => typeof value === 'string')
}

function valueAt(reply: Reply, type: number, at: number): BsonValue | undefined {
  if (type === 0x01 && reply.length >= at + 8)
    return new DataView(reply.part(at, at + 8).bytes.slice().buffer).getFloat64(0, true)
  if (type === 0x02) return reply.utf8(at + 4, at + 3 + reply.u32le(at))
  if (type === 0x08) return reply.u8(at) === 1
  if (type === 0x10 || type === 0x12) return reply.u32le(at)
  return undefined
}

/** A document of members that are numbers (32 bits) or texts. */
export function bson(members: Readonly<Record<string, number | string>>): Buffer {
  const parts = Object.entries(members).map(([name, value]) => {
    if (typeof value === 'number') return Buffer.concat([Buffer.from(`\x10${name}\0`), int32(value)])
    return Buffer.concat([Buffer.from(`\x02${name}\0`), int32(value.length + 1), Buffer.from(`${value}\0`)])
  })
  const whole = Buffer.concat(parts)
  return Buffer.concat([int32(whole.length + 5), whole, Buffer.of(0)])
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
