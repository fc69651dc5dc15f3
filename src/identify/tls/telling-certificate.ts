import type { Tls } from '../../model/service.ts'
import type { Match } from '../detector.ts'

/** Programs that make their certificates themselves, always with these words, and speak to nobody who shows none. */
const known: readonly { readonly subject: RegExp; readonly match: Match }[] = [
  // Syncthing: lib/tlsutil (NewCertificate), lib/connections (bep/1.0).
  {
    subject: /^(?=.*\bO=Syncthing\b)(?=.*\bCN=syncthing\b)/,
    match: { protocol: 'syncthing', product: 'Syncthing', vendor: 'Syncthing', confidence: 0.8 },
  },
  // Docker: swarmkit ca/certificates.go (ManagerRole, WorkerRole).
  {
    subject: /\bOU=swarm-(?:manager|worker)\b/,
    match: { protocol: 'docker-swarm', product: 'Docker Swarm', vendor: 'Docker', confidence: 0.8 },
  },
  // Unbound and NSD: unbound-control-setup, nsd-control-setup.
  {
    subject: /^CN=unbound$/,
    match: { protocol: 'unbound-control', product: 'Unbound', vendor: 'NLnet Labs', confidence: 0.8 },
  },
  {
    subject: /^CN=nsd$/,
    match: { protocol: 'nsd-control', product: 'NSD', vendor: 'NLnet Labs', confidence: 0.8 },
  },
]

/** What is known by its certificate when it says nothing inside TLS; null when that could be anybody's. */
export function matchByCertificate({ certificates: [own] }: Tls): Match | null {
  return known.find(({ subject }) => own !== undefined && subject.test(own.subject))?.match ?? null
}
