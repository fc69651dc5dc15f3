/** Bytes of examples, captured and written as hexadecimal digits. */
export function hex(...digits: readonly string[]): Uint8Array {
  return Buffer.from(digits.join(''), 'hex')
}
