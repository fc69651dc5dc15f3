import { bytes, u16 } from '../../knowledge/payload-bytes.ts'
import { defineDetector } from '../detector.ts'
import type { HelloContext } from '../hello-context.ts'
import { linear } from '../pattern.ts'

const version = linear(String.raw`"version":\{[^{}]{0,200}"name":"(?:([A-Za-z]{2,30})[ -])?([\w.]{1,40})[^"]{0,100}"`)
const online = linear(String.raw`"online":(\d{1,7})`)
const most = linear(String.raw`"max":(\d{1,7})`)

export default defineDetector({
  id: 'minecraft',
  transport: 'tcp',
  summary: 'Minecraft servers (Java edition)',
  source: 'Minecraft protocol documentation (wiki.vg): server list ping, handshake and status',
  ports: [25565],
  specificity: 85,
  safety: 'hello',
  elsewhere: 5,
  hello,
  match(reply) {
    const isStatus = reply.indexOf('{') <= 10 && reply.slice(0, 11).includes('\0') && reply.includes('"version":{')
    const found = isStatus ? version.exec(reply.text) : null
    if (found === null || !reply.includes('"protocol":')) return null
    const [players, mostPlayers] = [online.exec(reply.text)?.[1], most.exec(reply.text)?.[1]]
    return {
      protocol: 'minecraft',
      product: found[1] ?? 'Minecraft server',
      version: found[2],
      facts: {
        players: players === undefined ? undefined : Number(players),
        mostPlayers: mostPlayers === undefined ? undefined : Number(mostPlayers),
      },
    }
  },
  examples: [
    {
      reply:
        '\x7e\0\x7c{"version":{"name":"Paper 1.20.4","protocol":765},"players":{"max":20,"online":3},"description":{"text":"A Minecraft Server"}}',
      expect: { protocol: 'minecraft', product: 'Paper', version: '1.20.4', facts: { players: 3, mostPlayers: 20 } },
    },
    {
      reply: '\x5a\0\x58{"description":"hi","players":{"max":5,"online":0},"version":{"name":"1.12.2","protocol":340}}',
      expect: { protocol: 'minecraft', product: 'Minecraft server', version: '1.12.2' },
    },
  ],
})

/** Handshake that goes on to the status, and the request for it. Protocol -1: which version we speak is not settled. */
function hello({ host, port }: HelloContext): Uint8Array {
  const name = bytes(host).subarray(0, 100)
  const handshake = bytes(0, [0xff, 0xff, 0xff, 0xff, 0x0f], name.length, name, u16(port), 1)
  return bytes(handshake.length, handshake, 1, 0)
}
