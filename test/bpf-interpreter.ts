/** What the kernel knows of a frame besides its bytes. */
export interface FrameFacts {
  readonly protocol: number
  readonly direction: number
}

/**
 * Runs a program of classic BPF on a frame as Linux does (Documentation/networking/filter.rst): reading past the end of the frame ends
 * it with 0. Gives the number of bytes let in. Knows the instructions that our filters use, and throws at any other.
 */
export function runBpf(program: Uint8Array, frame: Uint8Array, facts: FrameFacts): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength)
  let a = 0
  let x = 0
  for (let pc = 0; pc * 8 < program.length; pc++) {
    const code = view.getUint16(pc * 8, true)
    const k = view.getUint32(pc * 8 + 4, true)
    const jump = (taken: boolean) => view.getUint8(pc * 8 + (taken ? 2 : 3))
    const size = loadSizes.get(code)
    if (size !== undefined) {
      const value = load(frame, facts, size.atX ? x + k : k, size.bytes)
      if (value === null) return 0
      a = value
    } else if (code === 0xb1) {
      if (k >= frame.length) return 0
      x = 4 * (frame[k]! & 0xf)
    } else if (code === 0x15) pc += jump(a === k)
    else if (code === 0x25) pc += jump(a > k)
    else if (code === 0x35) pc += jump(a >= k)
    else if (code === 0x45) pc += jump((a & k) !== 0)
    else if (code === 0x06) return k
    else throw new Error(`unknown instruction 0x${code.toString(16)}`)
  }
  throw new Error('the program ran past its end')
}

const loadSizes = new Map([
  [0x20, { bytes: 4, atX: false }],
  [0x28, { bytes: 2, atX: false }],
  [0x30, { bytes: 1, atX: false }],
  [0x48, { bytes: 2, atX: true }],
  [0x50, { bytes: 1, atX: true }],
])

function load(frame: Uint8Array, { protocol, direction }: FrameFacts, offset: number, bytes: number): number | null {
  if (offset === 0xffff_f000) return protocol
  if (offset === 0xffff_f004) return direction
  if (offset + bytes > frame.length) return null
  let value = 0
  for (let i = 0; i < bytes; i++) value = value * 256 + frame[offset + i]!
  return value
}
