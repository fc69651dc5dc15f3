import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { Reply } from '../reply.ts'

const header = 4
const mostFields = 60
const [ADDRESS, FIRMWARE, UPTIME, HOST, PLATFORM, NETWORK, MODEL] = [0x02, 0x03, 0x0a, 0x0b, 0x0c, 0x0d, 0x14] as const

export default defineDetector({
  id: 'ubiquiti-udp',
  transport: 'udp',
  summary: 'Ubiquiti devices: model, firmware, host name, network',
  source: 'Rapid7, "Ubiquiti Discovery Service Exposures" (2019): version, command, length, then fields',
  ports: [10001],
  specificity: 80,
  safety: 'hello',
  payload: 'ubiquiti',
  match(reply) {
    const isVersion = reply.u8(0) === 1 || reply.u8(0) === 2
    if (!isVersion || reply.u16(2) !== reply.length - header) return null
    const fields = fieldsOf(reply)
    const firmware = fields?.get(FIRMWARE)?.text
    if (fields === null || fields.size === 0) return null
    const host = fields.get(HOST)?.text
    const mac = Buffer.from(fields.get(ADDRESS)?.bytes.subarray(0, 6) ?? []).toString('hex')
    return {
      protocol: 'ubnt-discovery',
      vendor: 'Ubiquiti',
      product: fields.get(MODEL)?.text ?? fields.get(PLATFORM)?.text,
      version: /\bv(\d+(?:\.\d+){1,3})/.exec(firmware ?? '')?.[1],
      deviceType: 'network-device',
      names: host === undefined ? [] : [host],
      facts: {
        firmware,
        platform: fields.get(PLATFORM)?.text,
        network: fields.get(NETWORK)?.text,
        uptimeSeconds: fields.has(UPTIME) ? fields.get(UPTIME)?.u32(0) : undefined,
        mac: mac.length === 12 ? mac.match(/../g)?.join(':') : undefined,
      },
    }
  },
  examples: [
    {
      // Made of the fields that the article lists.
      reply: Buffer.concat([
        hex('0100003f02000a00156d112233c0000209'),
        hex('03001c'),
        Buffer.from('XM.ar7240.v5.6.5.29033.16051'),
        hex('0b0003'),
        Buffer.from('gw1'),
        hex('0c0003'),
        Buffer.from('N5B'),
        hex('0a000400015180'),
      ]),
      expect: {
        protocol: 'ubnt-discovery',
        vendor: 'Ubiquiti',
        product: 'N5B',
        version: '5.6.5.29033',
        names: ['gw1'],
        facts: { uptimeSeconds: 86_400, mac: '00:15:6d:11:22:33' },
      },
    },
  ],
})

/** Type, length in two bytes, value; of several of a type the first. Null when they do not end where the reply does. */
function fieldsOf(reply: Reply): ReadonlyMap<number, Reply> | null {
  const fields = new Map<number, Reply>()
  let at = header
  for (let i = 0; at < reply.length && i < mostFields; i++) {
    const end = at + 3 + reply.u16(at + 1)
    if (reply.u16(at + 1) < 0 || end > reply.length) return null
    if (!fields.has(reply.u8(at))) fields.set(reply.u8(at), reply.part(at + 3, end))
    at = end
  }
  return fields
}
