import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import { challengeIn, ntlmMatch, ntlmNegotiate } from '../families/ntlm.ts'
import type { Reply } from '../reply.ts'

/** C706 section 12.6.3.1: kinds of packets. */
const [bind, bindAck, bindNak, fault] = [11, 12, 13, 3]
const le16 = (value: number) => [value & 0xff, value >>> 8]
const endpointMapper = hex('0883afe11f5dc91191a408002b14a0fa', '03000000')
const ndr = hex('045d888aeb1cc9119fe808002b104860', '02000000')

export default defineDetector({
  id: 'dcerpc',
  transport: 'tcp',
  summary: 'DCE/RPC: the endpoint mapper of Windows, and the services behind it',
  source:
    'The Open Group C706 section 12.6 (bind, bind_ack); MS-RPCE section 2.2.2.11 (sec_trailer); MS-NLMP section 2.2.1.2',
  // What Windows hands out to its services: from 1025 on before Vista, from 49152 on then, from 49664 on since Windows 10.
  ports: [135, 593, 1025, 1026, ...range(49_152, 49_158), ...range(49_664, 49_672)],
  specificity: 85,
  safety: 'hello',
  elsewhere: 2,
  hello: bindRequest,
  isWhole: (reply) => reply.u16le(8) >= 16 && reply.length >= reply.u16le(8),
  match(reply) {
    const isPacket = reply.u8(0) === 5 && reply.u8(1) <= 1 && reply.u32(4) === 0x1000_0000 && reply.u16le(8) >= 16
    if (!isPacket || ![bindAck, bindNak, fault].includes(reply.u8(2))) return null
    const challenge = challengeIn(reply)
    const told = challenge === null ? {} : ntlmMatch(challenge)
    const isWindows = challenge !== null && told.os !== undefined
    // Samba says so of itself in every version (libcli/auth, ntlmssp_version_blob).
    const isSamba = challenge?.version === '6.1.0'
    return {
      protocol: 'dcerpc',
      ...told,
      ...(isWindows && { product: 'Microsoft Windows RPC', vendor: 'Microsoft', version: challenge.version }),
      ...(isSamba && { product: 'Samba', cpe: [cpe('a', 'samba', 'samba')] }),
      facts: { ...told.facts, endpoint: endpointIn(reply), endpointMapper: isMapper(reply) },
    }
  },
  examples: [
    {
      // Samba 4.17.12.
      reply: hex(
        '05000c0310000000ac00680001000000d016d016348f000004003133350000000100000000000000045d888aeb1cc9119fe808002b10',
        '4860020000000a020000000000004e544c4d5353500002000000040004003800000005828a62474c037f4b11345d0000000000000000',
        '2c002c003c000000060100000000000f56004d000200040056004d000100040056004d00040000000300040076006d00070008002c57',
        'cfd0a57add0100000000',
      ),
      expect: {
        protocol: 'dcerpc',
        product: 'Samba',
        facts: { endpoint: '135', endpointMapper: true, computer: 'VM' },
      },
    },
    {
      reply: bytes(
        hex('05000c0310000000ac006000010000', '00d016d0160100000004003133350000000000000000'),
        hex('045d888aeb1cc9119fe808002b10486002000000', '0a02000000000000'),
        'NTLMSSP\0',
        hex('0200000000000000380000003582', '8ae20123456789abcdef000000000000000024002400380000000a007c4f0000000f'),
        hex('0200080057004f0052004b00', '0100080048004f0053005400', '00000000'),
      ),
      expect: {
        protocol: 'dcerpc',
        product: 'Microsoft Windows RPC',
        os: 'Windows Server 2022',
        facts: { computer: 'HOST', domain: 'WORK' },
      },
    },
  ],
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Binds to the endpoint mapper, which anybody may; the first message of NTLM rides along and names nobody. */
function bindRequest(): Uint8Array {
  const token = ntlmNegotiate()
  const ntlm = 10
  const connectLevel = 2
  const contexts = bytes(1, 0, 0, 0, [0, 0, 1, 0], endpointMapper, ndr)
  const trailer = bytes(ntlm, connectLevel, 0, 0, 0, 0, 0, 0, token)
  const length = 24 + contexts.length + trailer.length
  const header = bytes([5, 0, bind, 3], hex('10000000'), le16(length), le16(token.length), [1, 0, 0, 0])
  return bytes(header, le16(5840), le16(5840), [0, 0, 0, 0], contexts, trailer)
}

/** The secondary address of a bind_ack: the port, or the pipe, as text. */
function endpointIn(reply: Reply): string | undefined {
  const length = reply.u16le(24)
  return reply.u8(2) === bindAck && length > 1 && length <= 64 ? reply.slice(26, 25 + length) : undefined
}

/** Whether the first context was accepted; a service that is none refuses the interface. */
function isMapper(reply: Reply): boolean | undefined {
  if (reply.u8(2) !== bindAck) return undefined
  const results = Math.ceil((26 + Math.max(0, reply.u16le(24))) / 4) * 4
  return reply.u8(results) === 1 ? reply.u16le(results + 4) === 0 : undefined
}
