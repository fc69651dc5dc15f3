import type { HostKey } from './host.ts'

/** net.ipv4.icmp_ratelimit: one message in so many ms to one asker. */
const intervalMs = 1000
/** XRLIM_BURST_FACTOR in net/ipv4/route.c: so many at once after a pause. */
const burst = 6

/** Linux's limit of ICMP errors to one asker, for each host that has sent any (inet_peer_xrlim_allow in net/ipv4/route.c). */
export class IcmpLimit {
  readonly #buckets = new Map<HostKey, { tokensMs: number; lastMs: number }>()

  allows(host: HostKey, nowMs: number): boolean {
    const bucket = this.#buckets.get(host) ?? { tokensMs: burst * intervalMs, lastMs: nowMs }
    this.#buckets.set(host, bucket)
    bucket.tokensMs = Math.min(burst * intervalMs, bucket.tokensMs + nowMs - bucket.lastMs)
    bucket.lastMs = nowMs
    if (bucket.tokensMs < intervalMs) return false
    bucket.tokensMs -= intervalMs
    return true
  }
}
