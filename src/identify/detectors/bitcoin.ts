import { createHash } from 'node:crypto'
import { bytes } from '../../knowledge/payload-bytes.ts'
import { cpe } from '../cpe.ts'
import { defineDetector } from '../detector.ts'
import { hex } from '../families/hex.ts'
import type { HelloContext } from '../hello-context.ts'
import { linear } from '../pattern.ts'

/** The first four bytes of every message, in hex, and the port of the network. */
const networks = [
  { magic: 'f9beb4d9', port: 8333, name: 'Bitcoin' },
  { magic: '0b110907', port: 18_333, name: 'Bitcoin testnet3' },
  { magic: '1c163f28', port: 48_333, name: 'Bitcoin testnet4' },
  { magic: '0a03cf40', port: 38_333, name: 'Bitcoin signet' },
  { magic: 'fbc0b6db', port: 9333, name: 'Litecoin' },
  { magic: 'c0c0c0c0', port: 22_556, name: 'Dogecoin' },
] as const
const headerLength = 24
/** Where the name of the software stands in a `version`: after version, services, time, two addresses and a nonce. */
const agentAt = headerLength + 80
const agent = linear(String.raw`^/([\w .-]{1,40}):(\d[\w.-]{0,30})`)
const cpes: Readonly<Record<string, readonly [string, string]>> = { Satoshi: ['bitcoin', 'bitcoin_core'] }
const products: Readonly<Record<string, string>> = { Satoshi: 'Bitcoin Core', LitecoinCore: 'Litecoin Core' }

export default defineDetector({
  id: 'bitcoin',
  transport: 'tcp',
  summary: 'nodes of Bitcoin and its kin',
  source:
    'Bitcoin developer reference: P2P network, Message Headers, Version; Bitcoin Core: src/kernel/chainparams.cpp',
  ports: networks.map(({ port }) => port),
  specificity: 85,
  safety: 'hello',
  hello,
  isWhole: (reply) => reply.length >= headerLength + reply.u32le(16),
  match(reply) {
    const network = networks.find(({ magic }) => reply.u32(0) === Number.parseInt(magic, 16))
    if (network === undefined || reply.cString(4) !== 'version') return null
    const length = reply.u8(agentAt)
    const userAgent = length < 0xfd ? reply.slice(agentAt + 1, agentAt + 1 + length) : ''
    const [, name, version] = agent.exec(userAgent) ?? []
    const vendor = cpes[name ?? '']
    return {
      protocol: 'bitcoin',
      product: name === undefined ? undefined : (products[name] ?? name),
      version,
      cpe: vendor === undefined ? [] : [cpe('a', ...vendor, version)],
      facts: {
        network: network.name,
        protocolVersion: reply.u32le(headerLength),
        userAgent: userAgent || undefined,
        height: length < 0xfd ? reply.u32le(agentAt + 1 + length) : undefined,
      },
    }
  },
  examples: [
    {
      reply: versionMessage(networks[0].magic, new Uint8Array(8), '/Satoshi:25.0.0/', 800_000),
      expect: {
        protocol: 'bitcoin',
        product: 'Bitcoin Core',
        version: '25.0.0',
        facts: { network: 'Bitcoin', protocolVersion: 70_016, height: 800_000 },
      },
    },
  ],
})

/** `version`, as whoever connects says it: a node that has no blocks and wants no transactions. */
function hello({ port, random }: HelloContext): Uint8Array {
  const network = networks.find((each) => each.port === port) ?? networks[0]
  return versionMessage(network.magic, random(8), '/portreeve:1/', 0)
}

function versionMessage(magic: string, nonce: Uint8Array, userAgent: string, height: number): Uint8Array {
  const [services, time, address] = [new Uint8Array(8), new Uint8Array(8), new Uint8Array(26)]
  const payload = bytes(
    [...u32le(70_016), ...services, ...time, ...address, ...address, ...nonce],
    [userAgent.length],
    userAgent,
    [...u32le(height), 0],
  )
  const checksum = sha256(sha256(payload)).subarray(0, 4)
  return bytes(hex(magic), 'version', new Uint8Array(5), u32le(payload.length), checksum, payload)
}

function sha256(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(data).digest()
}

function u32le(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]
}
