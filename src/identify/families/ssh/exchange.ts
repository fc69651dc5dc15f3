import { createDiffieHellmanGroup, createECDH, generateKeyPairSync } from 'node:crypto'
import { bytes, u32 } from '../../../knowledge/payload-bytes.ts'
import { message, type Offer, packet, sshString } from './packets.ts'

/** Methods of which the reply to message 30 begins with the host key, the cheapest for the server first. */
const publicValues: Readonly<Record<string, () => Uint8Array>> = {
  'curve25519-sha256': x25519,
  'curve25519-sha256@libssh.org': x25519,
  'ecdh-sha2-nistp256': () => nist('prime256v1'),
  'ecdh-sha2-nistp384': () => nist('secp384r1'),
  'ecdh-sha2-nistp521': () => nist('secp521r1'),
  'diffie-hellman-group14-sha256': () => modular('modp14'),
  'diffie-hellman-group14-sha1': () => modular('modp14'),
  'diffie-hellman-group1-sha1': () => modular('modp2'),
  'diffie-hellman-group16-sha512': () => modular('modp16'),
}

/** The host key that people know: that of ssh-keyscan and of known_hosts, the newest kind first. */
const hostKeys = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
  'ssh-dss',
] as const

/**
 * KEXINIT and the first message of the exchange (RFC 4253 sections 7.1 and 8, RFC 5656 section 4, RFC 8731), chosen out of what
 * the server offers, so that it agrees. Null when it offers no method that is known here.
 */
export function exchangeFor(offer: Offer, random: (bytes: number) => Uint8Array): Uint8Array | null {
  const kex = Object.keys(publicValues).find((name) => offer.kex.includes(name))
  const hostKey = hostKeys.find((name) => offer.hostKeys.includes(name))
  const cipher = offer.ciphers[0]
  const mac = offer.macs[0]
  if (kex === undefined || hostKey === undefined || cipher === undefined || mac === undefined) return null
  const lists = [kex, hostKey, cipher, cipher, mac, mac, 'none', 'none', '', ''].map(sshString)
  const init = bytes(message.keyExchange, random(16), ...lists, 0, u32(0))
  return bytes(packet(init), packet(bytes(message.exchangeInit, sshString(publicValues[kex]!()))))
}

/** By application (RFC 4253 section 11.1): said so, no log speaks of a broken connection. */
export function goodbye(): Uint8Array {
  const byApplication = 11
  return packet(bytes(message.disconnect, u32(byApplication), sshString('bye'), sshString('')))
}

function x25519(): Uint8Array {
  const { publicKey } = generateKeyPairSync('x25519')
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
}

function nist(curve: string): Uint8Array {
  return createECDH(curve).generateKeys()
}

function modular(group: string): Uint8Array {
  const value = createDiffieHellmanGroup(group).generateKeys()
  // A number with its highest bit set would be negative (RFC 4251 section 5, mpint).
  return value[0]! >= 0x80 ? bytes(0, value) : value
}
