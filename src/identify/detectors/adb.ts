import { bytes } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'

const header = 24
const le32 = (value: number) => [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]

/** Each message ends its header with its command turned over, bit by bit. */
function message(command: string, first: number, second: number, data: string): Uint8Array {
  const content = bytes(data)
  const sum = content.reduce((total, byte) => total + byte, 0)
  const turned = bytes(command).map((byte) => byte ^ 0xff)
  return bytes(command, le32(first), le32(second), le32(content.length), le32(sum), turned, content)
}

const property = (name: string) => linear(`ro\\.product\\.${name}=([^;\\x00]{1,100})`)
const model = property('model')
const name = property('name')

export default defineDetector({
  id: 'adb',
  transport: 'tcp',
  summary: 'Android debug bridge: a shell on phones and set-top boxes',
  source: 'AOSP: packages/modules/adb/protocol.txt (CONNECT, AUTH, STLS)',
  ports: [5555],
  specificity: 90,
  safety: 'hello',
  elsewhere: 6,
  // The oldest version, which every one speaks. No key is shown: nobody is asked to trust us.
  hello: () => message('CNXN', 0x01000000, 4096, 'host::\0'),
  isWhole: (reply) => reply.u32le(12) >= 0 && reply.length >= header + reply.u32le(12),
  match(reply) {
    const command = reply.slice(0, 4)
    if (!['CNXN', 'AUTH', 'STLS'].includes(command) || !isTurnedOver(reply)) return null
    const data = reply.slice(header)
    const isOpen = command === 'CNXN'
    return {
      protocol: 'adb',
      product: 'Android debug bridge',
      vendor: 'Google',
      os: 'Android',
      facts: {
        authRequired: !isOpen,
        tls: command === 'STLS' || undefined,
        model: model.exec(data)?.[1],
        name: name.exec(data)?.[1],
      },
    }
  },
  examples: [
    {
      reply: message(
        'CNXN',
        0x01000000,
        4096,
        'device::ro.product.name=walleye;ro.product.model=Pixel 2;ro.product.device=walleye;features=cmd,shell_v2',
      ),
      expect: { protocol: 'adb', os: 'Android', facts: { authRequired: false, model: 'Pixel 2', name: 'walleye' } },
    },
    {
      reply: message('AUTH', 1, 0, 'twenty random bytes.'),
      expect: { protocol: 'adb', facts: { authRequired: true } },
    },
  ],
})

function isTurnedOver(reply: Reply): boolean {
  return [0, 1, 2, 3].every((i) => reply.u8(20 + i) === (reply.u8(i) ^ 0xff))
}
