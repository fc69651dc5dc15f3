import { OperationError } from '../lib/errors.ts'
import { interfaceAddresses } from '../local/own-addresses.ts'
import type { Endpoint, Look } from '../model/change.ts'
import type { Listener } from '../model/listener.ts'
import { lookFrom } from '../outside/look-from.ts'
import { readOutside } from '../outside/read-outside.ts'
import type { SeenOutside } from '../outside/seen.ts'
import { addressesServed, isLoopback, isWildcard } from '../reconcile/own-addresses.ts'

/** As many as bash looks at in one go. */
const mostAddresses = 32

/** The addresses of an endpoint that others may send to: the one that was named, and all others that its listeners have. */
export function addressesOf(endpoint: Endpoint, listeners: readonly Listener[]): string[] {
  const own = interfaceAddresses()
  const isAny = isWildcard(endpoint.address)
  const served = listeners.filter(({ netns }) => netns === null).flatMap((listener) => addressesServed(listener, own))
  const others = isAny && listeners.length === 0 ? own.map(({ address }) => address) : served
  // A link-local address means another machine elsewhere.
  const isGlobal = (address: string) => !isLoopback(address) && !address.includes('%')
  return [...new Set([...(isAny ? [] : [endpoint.address]), ...others])].filter(isGlobal).slice(0, mostAddresses)
}

/** What was to be seen, and who could not look. */
export interface Looked {
  readonly looks: readonly Look[]
  readonly failures: readonly string[]
}

/** Looks at an endpoint from other machines, over ssh. */
export async function lookFromAll(
  destinations: readonly string[],
  endpoint: Endpoint,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<Looked> {
  const endpoints = addresses.map((address) => ({ ...endpoint, address }))
  const found = await Promise.all(
    destinations.map(async (destination): Promise<Looked> => {
      try {
        const { seen } = await lookFrom(destination, endpoints, signal)
        const at = new Date().toISOString()
        const looks = addresses.map((address) => ({ ...lookOf(seen, endpoint, address), vantage: destination, at }))
        return { looks, failures: [] }
      } catch (error) {
        if (!(error instanceof OperationError)) throw error
        return { looks: [], failures: [signal?.aborted ? `--from ${destination}: it takes too long` : error.message] }
      }
    }),
  )
  return { looks: found.flatMap(({ looks }) => looks), failures: found.flatMap(({ failures }) => failures) }
}

function lookOf(seen: readonly SeenOutside[], endpoint: Endpoint, address: string): Pick<Look, 'address' | 'state'> {
  const found = seen.find((each) => each.address === address && isOf(each, endpoint))
  return { address, state: found?.state ?? null }
}

const isOf = ({ transport, port }: SeenOutside, endpoint: Endpoint) =>
  transport === endpoint.transport && port === endpoint.port

/**
 * What scans made elsewhere say of an endpoint.
 * @throws UsageError when one of them cannot be read, or says nothing of any port
 */
export async function looksIn(
  files: readonly string[],
  endpoint: Endpoint,
  addresses: readonly string[],
): Promise<readonly Look[]> {
  const views = await Promise.all(files.map(readOutside))
  return views
    .flatMap(({ seen }) => seen)
    .filter((each) => addresses.includes(each.address) && isOf(each, endpoint))
    .map(({ vantage, address, state, at = null }) => ({ vantage, address, state, at }))
}
