/** A number to be compared with what was loaded, and labels to go on from; without a label: on to the next instruction. */
type Branch = readonly [value: number, whenTrue: string | null, whenFalse?: string | null]

interface Instruction {
  readonly code: number
  readonly k: number
  readonly whenTrue?: string | null
  readonly whenFalse?: string | null
}

// include/uapi/linux/bpf_common.h: BPF_LD | size | mode, BPF_LDX | BPF_B | BPF_MSH, BPF_JMP | test | BPF_K, BPF_RET | BPF_K
const codes = { word: 0x20, half: 0x28, byte: 0x30, halfAtX: 0x48, byteAtX: 0x50, headerX: 0xb1, return: 0x06 } as const
const tests = { equal: 0x15, greater: 0x25, atLeast: 0x35, anyBit: 0x45 } as const
/** Jumps go forward only, their distance is a byte. */
const farthest = 255

/** Writes a program of classic BPF (include/uapi/linux/filter.h), with labels instead of distances. */
export class BpfProgram {
  readonly #instructions: Instruction[] = []
  readonly #labels = new Map<string, number>()

  /** Loads 1, 2 or 4 bytes from a fixed place into A, in network order. */
  load(size: 1 | 2 | 4, offset: number): this {
    return this.#add({ code: size === 1 ? codes.byte : size === 2 ? codes.half : codes.word, k: offset })
  }

  /** Loads 1 or 2 bytes from X + offset into A. */
  loadAtX(size: 1 | 2, offset: number): this {
    return this.#add({ code: size === 1 ? codes.byteAtX : codes.halfAtX, k: offset })
  }

  /** X = 4 × the low half of the byte at offset: the length of an IPv4 header. */
  loadHeaderLength(offset: number): this {
    return this.#add({ code: codes.headerX, k: offset })
  }

  /** Compares A. */
  jump(test: keyof typeof tests, ...[value, whenTrue, whenFalse = null]: Branch): this {
    return this.#add({ code: tests[test], k: value, whenTrue, whenFalse })
  }

  /** Ends: lets in this many bytes of the frame, 0 for none of it. */
  return(bytes: number): this {
    return this.#add({ code: codes.return, k: bytes })
  }

  label(name: string): this {
    this.#labels.set(name, this.#instructions.length)
    return this
  }

  /**
   * The program as the kernel reads it: struct sock_filter (code 2 bytes, jt 1, jf 1, k 4) after struct sock_filter.
   * @throws RangeError when a label is missing, lies behind, or is more than 255 instructions away
   */
  assemble(): Uint8Array {
    const bytes = new Uint8Array(this.#instructions.length * 8)
    const codeAndJumps = new Uint16Array(bytes.buffer)
    const numbers = new Uint32Array(bytes.buffer)
    for (const [at, { code, k, whenTrue = null, whenFalse = null }] of this.#instructions.entries()) {
      codeAndJumps[at * 4] = code
      bytes[at * 8 + 2] = this.#distance(at, whenTrue)
      bytes[at * 8 + 3] = this.#distance(at, whenFalse)
      numbers[at * 2 + 1] = k
    }
    return bytes
  }

  #distance(from: number, label: string | null): number {
    if (label === null) return 0
    const distance = (this.#labels.get(label) ?? -1) - from - 1
    if (distance < 0 || distance > farthest) throw new RangeError(`cannot jump from instruction ${from} to ${label}`)
    return distance
  }

  #add(instruction: Instruction): this {
    this.#instructions.push(instruction)
    return this
  }
}
