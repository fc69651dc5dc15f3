/** A network: the first `bits` bits of `bytes` (4 or 16, network byte order). */
export interface Prefix {
  readonly bytes: Uint8Array
  readonly bits: number
}

/** Longest prefix match as sorted intervals: the search allocates nothing and takes log2(2 × prefixes) comparisons. */
export interface PrefixTable {
  /** Value of the longest prefix that holds the address, or 0. */
  find(address: Uint8Array): number
}

/**
 * @param width bytes of an address, 4 or 16; prefixes of another width are left out
 * @param entries values are 1 to 255; of equal prefixes the first one counts
 */
export function prefixTable(width: 4 | 16, entries: readonly (Prefix & { readonly value: number })[]): PrefixTable {
  const { starts, values } = flatten(width, entries)
  const bounds = new Uint8Array(starts.length * width)
  starts.forEach((start, i) => {
    bounds.set(bytesOf(start, width), i * width)
  })
  const valueAt = Uint8Array.from(values)

  return {
    find(address) {
      let low = 0
      let high = valueAt.length - 1
      while (low < high) {
        const middle = (low + high + 1) >>> 1
        if (startsAfter(bounds, middle * width, address, width)) high = middle - 1
        else low = middle
      }
      return valueAt[low]!
    },
  }
}

/** Whether the bound is above the address. */
function startsAfter(bounds: Uint8Array, offset: number, address: Uint8Array, width: number): boolean {
  for (let i = 0; i < width; i++) {
    const difference = bounds[offset + i]! - address[i]!
    if (difference !== 0) return difference > 0
  }
  return false
}

/** Nested prefixes to consecutive intervals, each beginning where the value changes; the first begins at 0. */
function flatten(width: number, entries: readonly (Prefix & { readonly value: number })[]) {
  const nested = entries
    .filter(({ bytes, bits }) => bytes.length === width && bits >= 0 && bits <= width * 8)
    .map(({ bytes, bits, value }) => {
      const size = 1n << BigInt(width * 8 - bits)
      const first = (numberOf(bytes) / size) * size
      return { first, end: first + size, bits, value }
    })
    // Stable: of equal prefixes the first stays first.
    .sort((a, b) => (a.first === b.first ? a.bits - b.bits : a.first < b.first ? -1 : 1))

  const starts: bigint[] = [0n]
  const values: number[] = [0]
  const change = (start: bigint, value: number) => {
    if (starts.at(-1) === start) values[values.length - 1] = value
    else if (values.at(-1) !== value) {
      starts.push(start)
      values.push(value)
    }
  }
  const open: { end: bigint; value: number }[] = []
  const close = (until: bigint) => {
    for (let top = open.at(-1); top !== undefined && top.end <= until; top = open.at(-1)) {
      open.pop()
      change(top.end, open.at(-1)?.value ?? 0)
    }
  }
  let previous: (typeof nested)[number] | undefined
  for (const entry of nested) {
    if (previous !== undefined && previous.first === entry.first && previous.bits === entry.bits) continue
    previous = entry
    close(entry.first)
    open.push(entry)
    change(entry.first, entry.value)
  }
  // What reaches to the last address of all stays open: nothing comes after it.
  close((1n << BigInt(width * 8)) - 1n)
  return { starts, values }
}

function numberOf(bytes: Uint8Array): bigint {
  let number = 0n
  for (const byte of bytes) number = (number << 8n) | BigInt(byte)
  return number
}

function bytesOf(number: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width)
  for (let i = width - 1, rest = number; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn)
  return bytes
}
