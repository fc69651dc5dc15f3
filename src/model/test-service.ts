// no foreign bytes: made-up services for tests and golden files
import type { Service, Tls } from './service.ts'

/** A service of which nothing is known but its protocol, and what is said. */
export function madeUpService(protocol: string, more: Partial<Service> = {}): Service {
  return {
    protocol,
    product: null,
    version: null,
    vendor: null,
    os: null,
    deviceType: null,
    cpe: [],
    tls: null,
    facts: {},
    names: [],
    confidence: 1,
    evidence: { behaviour: 'answers', detector: protocol, asked: [], answeredTo: null, reply: null, connections: 1 },
    ...more,
  }
}

export function madeUpTls(more: Partial<Tls> = {}): Tls {
  return {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    alpn: null,
    startTls: null,
    alert: null,
    mismatch: null,
    supported: null,
    certificates: [],
    ...more,
  }
}
