import type { RouteMessage } from '../libc/route-messages.ts'
import type { RouteRefusal } from '../libc/rtnetlink.ts'
import type { Interface } from './interfaces.ts'
import type { Route, Unreachable } from './route.ts'

/** What the kernel said about the way to a destination, as a route. */
export function answeredRoute(
  answer: RouteMessage | RouteRefusal,
  destination: Uint8Array,
  interfaces: ReadonlyMap<number, Interface>,
): Route {
  if (typeof answer === 'string') return unreachable(answer)
  const { type, source, gateway } = answer
  if (type === 'broadcast' || type === 'multicast') return unreachable(type)
  if (type === 'other') return unreachable('no-route')
  const device = interfaces.get(answer.interface)
  if (device === undefined) return unreachable('no-interface')
  const sent = { interface: device, mtu: answer.mtu === 0 ? device.mtu : answer.mtu }
  if (type !== 'unicast') {
    // The routes of own addresses differ in nothing else, so that each address need not have a route of its own.
    const itself = source === null || sameBytes(source, destination)
    return { kind: 'own', ...sent, source: itself ? null : source }
  }
  if (device.layer === null) return unreachable('unsupported-link')
  if (source === null) return unreachable('no-source')
  if (gateway === null) return { kind: 'on-link', ...sent, source, nextHop: null }
  return { kind: 'gateway', ...sent, source, nextHop: gateway }
}

/** A text that two routes share only when they are the same. */
export function routeKey(route: Route): string {
  if (route.kind === 'unreachable') return route.reason
  const nextHop = route.kind === 'gateway' ? route.nextHop : ''
  return `${route.kind}/${route.interface.index}/${route.source ?? ''}/${nextHop}/${route.mtu}`
}

/** Whether an address means nothing without its interface: fe80::/10 (RFC 4291 §2.5.6). */
export function needsZone(address: Uint8Array): boolean {
  return address.length === 16 && address[0] === 0xfe && (address[1]! & 0xc0) === 0x80
}

const unreachable = (reason: Unreachable): Route => ({ kind: 'unreachable', reason })

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
