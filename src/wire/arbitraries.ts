import fc from 'fast-check'

/** Bytes of exactly this length. */
export const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
export const bytesUpTo = (maxLength: number) => fc.uint8Array({ maxLength })
export const uint8 = fc.nat(0xff)
export const uint16 = fc.nat(0xffff)
export const uint32 = fc.nat(0xffffffff)
export const mac = bytesOf(6)
