import { ber, bytes, u32 } from '../../knowledge/payload-bytes.ts'

const u16le = (value: number) => [value & 0xff, value >>> 8]
const zeros = (length: number) => new Uint8Array(length)

/** NetBIOS session message (RFC 1002 section 4.3.1): the length stands before it. */
const message = (...parts: readonly (number | string | Uint8Array | readonly number[])[]) => {
  const whole = bytes(...parts)
  return bytes(u32(whole.length), whole)
}

/** MS-SMB2 section 2.2.1.2: structure of 64 bytes, one credit charged, one asked for. */
function header(command: number, id: number): Uint8Array {
  return bytes(
    '\xfeSMB',
    u16le(64),
    u16le(1),
    zeros(4),
    u16le(command),
    u16le(1),
    zeros(8),
    id,
    zeros(7),
    zeros(8),
    zeros(8),
    zeros(16),
  )
}

const dialects = [0x0202, 0x0210, 0x0300, 0x0302, 0x0311]
/** Of 3.1.1 (section 2.2.3.1.1): integrity by SHA-512 with a salt of 32 bytes. */
const integrity = bytes(u16le(1), u16le(38), zeros(4), u16le(1), u16le(32), u16le(1), new Uint8Array(32).fill(0x2a))
const dialectsLength = dialects.length * 2
const padding = (8 - ((64 + 36 + dialectsLength) % 8)) % 8

/** NEGOTIATE of all dialects from 2.0.2 to 3.1.1 (section 2.2.3). */
export const negotiate2: Uint8Array = message(
  header(0, 0),
  u16le(36),
  u16le(dialects.length),
  u16le(1),
  zeros(2),
  zeros(4),
  new Uint8Array(16).fill(0x2a),
  u16le(64 + 36 + dialectsLength + padding),
  zeros(2),
  u16le(1),
  zeros(2),
  ...dialects.map(u16le),
  zeros(padding),
  integrity,
)

/** SESSION_SETUP with the first message of NTLM in SPNEGO (section 2.2.5; RFC 4178 section 4.2.1). */
export function sessionSetup(ntlm: Uint8Array): Uint8Array {
  const spnegoId = ber(0x06, [0x2b, 6, 1, 5, 5, 2])
  const ntlmId = ber(0x06, [0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10])
  const init = ber(0xa0, ber(0x30, ber(0xa0, ber(0x30, ntlmId)), ber(0xa2, ber(0x04, ntlm))))
  const token = ber(0x60, spnegoId, init)
  const at = 64 + 24
  return message(header(1, 1), u16le(25), 0, 1, zeros(4), zeros(4), u16le(at), u16le(token.length), zeros(8), token)
}

/** SMB_COM_NEGOTIATE of NT LM 0.12 alone (MS-CIFS section 2.2.4.52.1). */
export const negotiate1: Uint8Array = message(
  '\xffSMB\x72',
  zeros(4),
  0x18,
  u16le(0xc801),
  zeros(12),
  u16le(0xffff),
  u16le(0xfeff),
  zeros(4),
  0,
  u16le(12),
  '\x02NT LM 0.12\0',
)
