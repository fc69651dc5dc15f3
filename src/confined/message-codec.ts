// decodes foreign bytes
// Plain data with typed arrays in it, as bytes: the length of a JSON text (4 bytes, little-endian), the text, and the memory of the
// arrays one after the other. In the text an array is `{ "$array": kind, "at": offset, "size": bytes }`. The process that sends them has
// met hostile packets and may be somebody else's by now, so nothing here makes more of them than plain data.

const arrayKinds = { Float64Array, Float32Array, Uint32Array, Int32Array, Uint16Array, Uint8Array } as const
type ArrayKind = keyof typeof arrayKinds
type TypedArray = InstanceType<(typeof arrayKinds)[ArrayKind]>

const headerSize = 4

/** @throws TypeError for what JSON cannot say (bigint, cycles) */
export function encodeMessage(message: object): Uint8Array {
  const arrays: Uint8Array[] = []
  let size = 0
  const text = JSON.stringify(message, (_key, value: unknown) => {
    const kind = arrayKind(value)
    if (kind === null) return value
    const { buffer, byteOffset, byteLength } = value as TypedArray
    arrays.push(new Uint8Array(buffer, byteOffset, byteLength))
    const marker = { $array: kind, at: size, size: byteLength }
    size += byteLength
    return marker
  })
  const json = new TextEncoder().encode(text)
  const bytes = new Uint8Array(headerSize + json.length + size)
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(json, headerSize)
  let at = headerSize + json.length
  for (const array of arrays) {
    bytes.set(array, at)
    at += array.length
  }
  return bytes
}

/** What `encodeMessage` made, of unknown shape; undefined when these bytes are none of that. Never throws. */
export function decodeMessage(bytes: Uint8Array): unknown {
  if (bytes.length < headerSize) return undefined
  const jsonLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
  if (jsonLength > bytes.length - headerSize) return undefined
  const arrays = bytes.subarray(headerSize + jsonLength)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(headerSize, headerSize + jsonLength))
    return JSON.parse(text, (_key, value: unknown) => (isMarker(value) ? arrayOf(value, arrays) : value)) as unknown
  } catch {
    return undefined
  }
}

interface Marker {
  readonly $array: ArrayKind
  readonly at: number
  readonly size: number
}

function isMarker(value: unknown): value is Marker {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$array')) return false
  const { $array, at, size } = value as Partial<Marker>
  return typeof $array === 'string' && Object.hasOwn(arrayKinds, $array) && isSize(at) && isSize(size)
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A copy: the bytes need not lie where such numbers may. Null when they do not lie within. */
function arrayOf({ $array, at, size }: Marker, bytes: Uint8Array): TypedArray | null {
  const Kind = arrayKinds[$array]
  if (at + size > bytes.length || size % Kind.BYTES_PER_ELEMENT !== 0) return null
  return new Kind(bytes.slice(at, at + size).buffer)
}

function arrayKind(value: unknown): ArrayKind | null {
  if (!ArrayBuffer.isView(value)) return null
  const { name } = value.constructor
  if (!Object.hasOwn(arrayKinds, name)) throw new TypeError(`no ${name} in a message`)
  return name as ArrayKind
}
