import { networkInterfaces } from 'node:os'
import { loadConfig, placesFrom } from '../config/load.ts'
import type { KeptScan } from '../model/scan-state.ts'
import type { ProbePlan } from '../probe/engine.ts'
import { AddressSet } from '../targets/address-set.ts'
import { scopeGuard } from '../targets/scope.ts'

/**
 * Holds what was asked for then against the scope as it is now, in the file that the scan was begun with, or the one that would be found from
 * where it was begun. @throws UsageError when one address is out of it, or the file that was named is not there any more
 */
export async function refuseOutOfScope(
  id: string,
  { config, directory }: Pick<KeptScan, 'config' | 'directory'>,
  { space }: Pick<ProbePlan, 'space'>,
): Promise<void> {
  const scope = (await loadConfig(config, placesFrom(directory)))?.scope
  if (scope === undefined) return
  scopeGuard(scope, networkInterfaces()).check({ place: '--resume', text: id }, AddressSet.of(space.addresses))
}
