import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls'
import type { Tls } from '../../model/service.ts'
import { Reply } from '../reply.ts'
import { alertOf, looksLikeTls } from './alert.ts'
import { certificatesOf } from './certificate.ts'
import { Tap } from './tap.ts'

/** What OpenSSL still speaks, the oldest first. */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsVersion = (typeof tlsVersions)[number]

export type Handshake =
  | { readonly kind: 'secured'; readonly stream: TLSSocket; readonly tls: Tls }
  /** It speaks TLS, and would not go on. */
  | { readonly kind: 'refused'; readonly tls: Tls; readonly reply: Reply }
  /** It began to speak TLS, and stopped. */
  | { readonly kind: 'stalled'; readonly tls: Tls; readonly reply: Reply }
  /** What came is something else, or nothing. */
  | { readonly kind: 'other'; readonly reply: Reply }

export interface Offers {
  readonly version?: TlsVersion | undefined
  readonly alpn?: string | undefined
}

/**
 * Shakes hands by TLS 1.0 to 1.3 with every cipher that OpenSSL still has: whom to trust is not asked here, but what is spoken.
 *
 * @param serverName a host name for SNI; null when only the address is known
 * @param offers one version of TLS alone; a protocol by ALPN (RFC 7301), without which none is offered: some would refuse all others
 */
export function handshake(
  socket: Socket,
  serverName: string | null,
  milliseconds: number,
  { version, alpn }: Offers = {},
): Promise<Handshake> {
  const tap = new Tap(socket)
  const stream = connect({
    socket: tap,
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    minVersion: version ?? 'TLSv1',
    ...(version !== undefined && { maxVersion: version }),
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
    ciphers: 'ALL:@SECLEVEL=0',
    ...(serverName !== null && isIP(serverName) === 0 && { servername: serverName }),
  })
  return new Promise((resolve) => {
    const settle = (result: Handshake) => {
      clearTimeout(timer)
      stream.off('error', fail).off('end', fail).off('close', fail).off('secureConnect', succeed)
      stream.on('error', () => {})
      if (result.kind !== 'secured') tap.destroy()
      resolve(result)
    }
    const fail = () => settle(failed(new Reply(tap.firstBytes), 'refused'))
    const expire = () => settle(failed(new Reply(tap.firstBytes), 'stalled'))
    const succeed = () => {
      try {
        settle({ kind: 'secured', stream, tls: tlsOf(stream, serverName) })
      } catch {
        // Something in its certificate that Node cannot tell: it speaks TLS all the same.
        settle({ kind: 'secured', stream, tls: nothing })
      }
    }
    const timer = setTimeout(expire, milliseconds)
    stream.once('error', fail).once('end', fail).once('close', fail).once('secureConnect', succeed)
  })
}

function failed(reply: Reply, kind: 'refused' | 'stalled'): Handshake {
  if (!looksLikeTls(reply)) return { kind: 'other', reply }
  return { kind, reply, tls: { ...nothing, alert: alertOf(reply) } }
}

const nothing: Tls = {
  version: null,
  cipher: null,
  alpn: null,
  startTls: null,
  alert: null,
  mismatch: null,
  supported: null,
  certificates: [],
}

function tlsOf(stream: TLSSocket, serverName: string | null): Tls {
  const alpn = stream.alpnProtocol
  return {
    ...nothing,
    version: stream.getProtocol(),
    cipher: stream.getCipher().name,
    alpn: typeof alpn === 'string' ? alpn : null,
    mismatch: serverName === null ? null : isForAnother(stream, serverName),
    certificates: certificatesOf(stream),
  }
}

function isForAnother(stream: TLSSocket, serverName: string): boolean {
  const certificate = stream.getPeerCertificate()
  try {
    return checkServerIdentity(serverName, certificate) !== undefined
  } catch {
    return true
  }
}
