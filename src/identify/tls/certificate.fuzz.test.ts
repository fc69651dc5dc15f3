import fc from 'fast-check'
import { expect, it } from 'vitest'
import { certificateOf } from './certificate.ts'

/** `openssl req -x509 -newkey ed25519 -nodes -days 36500 -subj /CN=lab.example -addext subjectAltName=DNS:lab.example,IP:192.0.2.1` */
const real = Buffer.from(
  'MIIBYTCCAROgAwIBAgIUCISONVs5MIQhO6kurdaacMLVNggwBQYDK2VwMBYxFDASBgNVBAMMC2xhYi5leGFtcGxlMCAXDTI2MTEyMjE2MTYyMloYDzIxMjYxMDI5MTYxNjIyWjAWMRQwEgYDVQQDDAtsYWIuZXhhbXBsZTAqMAUGAytlcAMhAFLvOZBr/AGDVcdf0ez650yn9/7tUnEJAd+D0iBTw31so3EwbzAdBgNVHQ4EFgQUyjV6lIC8gyiTSMD/GUIJ+2z1nnwwHwYDVR0jBBgwFoAUyjV6lIC8gyiTSMD/GUIJ+2z1nnwwDwYDVR0TAQH/BAUwAwEB/zAcBgNVHREEFTATggtsYWIuZXhhbXBsZYcEwAACATAFBgMrZXADQQBp9AK9kWpR7sU/TnUkf3WxDfDSdNtnq13xWxAA1Eg6xZ2J37zSd138mtdyGSUB5WeOkKcfv4xdiRi/Kugm3MMD',
  'base64',
)

it('reads a certificate', () => {
  expect(certificateOf(real)).toMatchObject({
    subject: 'CN=lab.example',
    issuer: 'CN=lab.example',
    names: ['lab.example', '192.0.2.1'],
    keyType: 'ed25519',
    keyBits: null,
    signature: 'Ed25519',
    selfSigned: true,
  })
})

it('takes any bytes, and damaged certificates', () => {
  const changed = fc.tuple(fc.nat(real.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(real)
    copy[at] = byte
    return copy
  })
  fc.assert(
    fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 300 })), (bytes) => void certificateOf(bytes)),
    { numRuns: 300 },
  )
})
