// decodes foreign bytes
import { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { berAt } from '../../knowledge/payload-bytes.ts'
import { cutText } from '../../lib/text.ts'
import type { Certificate } from '../../model/service.ts'

const mostCertificates = 8
const mostNames = 100
const longestName = 255
const longestText = 400

/** The chain as the peer sent it, its own first. */
export function certificatesOf(stream: TLSSocket): Certificate[] {
  const chain: Certificate[] = []
  const seen = new Set<string>()
  let next: DetailedPeerCertificate | undefined = stream.getPeerCertificate(true)
  while (next?.raw !== undefined && chain.length < mostCertificates) {
    const certificate = certificateOf(next.raw)
    // A self-signed one names itself as its issuer, without end.
    if (certificate === null || seen.has(certificate.sha256)) break
    seen.add(certificate.sha256)
    chain.push(certificate)
    next = next.issuerCertificate
  }
  return chain
}

/** What a certificate in DER says; null when it is none. */
export function certificateOf(der: Uint8Array): Certificate | null {
  try {
    const x509 = new X509Certificate(der)
    const { asymmetricKeyType = null, asymmetricKeyDetails: details = {} } = publicKeyOf(x509)
    return {
      subject: oneLine(x509.subject),
      issuer: oneLine(x509.issuer),
      names: namesOf(x509.subjectAltName ?? ''),
      notBefore: new Date(x509.validFrom).toISOString(),
      notAfter: new Date(x509.validTo).toISOString(),
      serial: cutText(x509.serialNumber.toLowerCase(), longestText),
      keyType: asymmetricKeyType,
      keyBits: details.modulusLength ?? curveBits[details.namedCurve ?? ''] ?? null,
      signature: signatureOf(der),
      sha256: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      selfSigned: x509.subject === x509.issuer,
    }
  } catch {
    return null
  }
}

const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256 }

function publicKeyOf(x509: X509Certificate): Partial<X509Certificate['publicKey']> {
  try {
    return x509.publicKey
  } catch {
    return {}
  }
}

/** Node writes each attribute on a line of its own; without one the subject is undefined. */
function oneLine(name: string | undefined): string {
  return cutText((name ?? '').split('\n').join(', '), longestText)
}

/** `DNS:a.example, IP Address:192.0.2.1`; a name with odd characters is in quotes (RFC 5280 section 4.2.1.6). */
function namesOf(subjectAltName: string): string[] {
  return subjectAltName
    .slice(0, mostNames * longestName)
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? [])
    .slice(0, mostNames)
    .map((name) => cutText(name, longestName))
}

/** By their object identifiers in hex: RFC 8017 appendix A.2, RFC 5758 section 3.2, RFC 8410 section 3. */
const signatures: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'md5WithRSAEncryption',
  '2a864886f70d010105': 'sha1WithRSAEncryption',
  '2a864886f70d01010a': 'rsassaPss',
  '2a864886f70d01010b': 'sha256WithRSAEncryption',
  '2a864886f70d01010c': 'sha384WithRSAEncryption',
  '2a864886f70d01010d': 'sha512WithRSAEncryption',
  '2a8648ce3d0401': 'ecdsa-with-SHA1',
  '2a8648ce3d040302': 'ecdsa-with-SHA256',
  '2a8648ce3d040303': 'ecdsa-with-SHA384',
  '2a8648ce3d040304': 'ecdsa-with-SHA512',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OID, … }, … } (RFC 5280 section 4.1). */
function signatureOf(der: Uint8Array): string | null {
  const outer = berAt(der, 0)
  const signed = outer && berAt(der, outer.start)
  const algorithm = signed && berAt(der, signed.end)
  const identifier = algorithm && berAt(der, algorithm.start)
  if (identifier === undefined || identifier.tag !== 6) return null
  const hex = Buffer.from(der.subarray(identifier.start, identifier.end)).toString('hex')
  return signatures[hex] ?? `oid ${cutText(hex, 40)}`
}
