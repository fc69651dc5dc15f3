// decodes foreign bytes
// Results in a file: records of 24 bytes, little-endian, one for each endpoint that was reported.
//
//   0  float64  address index in the scan's target space
//   8  float64  when it was seen, milliseconds since 1970
//  16  float32  round trip in milliseconds; NaN: nothing came back
//  20  uint16   port
//  22  uint8    0 TCP, 1 UDP
//  23  uint8    reason, by its place in `reasons` (model/unions.ts)
import { reasons } from '../model/unions.ts'
import type { SightingColumns } from '../probe/results/sightings.ts'

export const recordBytes = 24
/** The last day of ECMAScript (ECMA-262 §21.4.1.1), in ms. */
const lastInstant = 8.64e15

export function encodeResults(columns: SightingColumns): Buffer {
  const bytes = Buffer.alloc(columns.count * recordBytes)
  for (let i = 0; i < columns.count; i++) {
    const at = i * recordBytes
    bytes.writeDoubleLE(columns.addressIndex[i]!, at)
    bytes.writeDoubleLE(columns.at[i]!, at + 8)
    bytes.writeFloatLE(columns.rttMs[i]!, at + 16)
    bytes.writeUInt16LE(columns.port[i]!, at + 20)
    bytes[at + 22] = columns.transport[i]!
    bytes[at + 23] = columns.outcome[i]!
  }
  return bytes
}

/** Up to the first record that is not whole or makes no sense: where a kill or a loss of power cut it off. Never throws. */
export function decodeResults(bytes: Buffer, addressCount: number): SightingColumns {
  let count = 0
  while ((count + 1) * recordBytes <= bytes.length && isRecord(bytes, count * recordBytes, addressCount)) count++
  const numbers = Array.from({ length: count }, (_, i) => i * recordBytes)
  return {
    count,
    addressIndex: Float64Array.from(numbers, (at) => bytes.readDoubleLE(at)),
    at: Float64Array.from(numbers, (at) => bytes.readDoubleLE(at + 8)),
    rttMs: Float32Array.from(numbers, (at) => bytes.readFloatLE(at + 16)),
    port: Uint16Array.from(numbers, (at) => bytes.readUInt16LE(at + 20)),
    transport: Uint8Array.from(numbers, (at) => bytes[at + 22]!),
    outcome: Uint8Array.from(numbers, (at) => bytes[at + 23]!),
  }
}

function isRecord(bytes: Buffer, at: number, addressCount: number): boolean {
  const addressIndex = bytes.readDoubleLE(at)
  const seenAt = bytes.readDoubleLE(at + 8)
  const rttMs = bytes.readFloatLE(at + 16)
  if (!(Number.isInteger(addressIndex) && addressIndex >= 0 && addressIndex < addressCount)) return false
  // A file that a loss of power has made longer than what was written in it ends in zeros.
  if (!(seenAt > 0 && seenAt <= lastInstant)) return false
  return (
    (Number.isNaN(rttMs) || (rttMs >= 0 && rttMs < Infinity)) &&
    bytes[at + 22]! <= 1 &&
    bytes[at + 23]! < reasons.length
  )
}
