import { OperationError, UsageError } from '../../lib/errors.ts'
import type { Endpoint, Look } from '../../model/change.ts'
import { lookFromAll, looksIn } from '../../prepare/looks.ts'

/** Who looks from elsewhere: `user@host` over ssh, and files of scans. */
export interface Vantages {
  readonly from: readonly string[]
  readonly outside: readonly string[]
}

/** Throws UsageError for what names no host. */
export async function vantagesOf({ from = [], outside = [] }: Partial<Vantages>): Promise<Vantages> {
  if (from.length === 0) return { from, outside }
  const { sshDestination } = await import('../../outside/look-from.ts')
  return { from: from.map(sshDestination), outside }
}

export const areThere = ({ from, outside }: Vantages): boolean => from.length + outside.length > 0

/**
 * What is seen of an endpoint from elsewhere as long as nothing is changed.
 * @throws OperationError when somebody cannot look: what was not seen before proves little afterwards
 */
export async function lookBefore(
  { from, outside }: Vantages,
  endpoint: Endpoint,
  addresses: readonly string[],
): Promise<readonly Look[]> {
  const files = await looksIn(outside, endpoint, addresses)
  if (outside.length > 0 && files.length === 0)
    throw new UsageError(
      `--outside: no file says anything of port ${endpoint.port}/${endpoint.transport} of ${addresses.join(', ')}`,
    )
  const { looks, failures } = await lookFromAll(from, endpoint, addresses)
  if (failures.length > 0) throw new OperationError(`nothing was changed: ${failures.join('; ')}`)
  return [...files, ...looks]
}
