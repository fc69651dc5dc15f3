import { UsageError } from '../lib/errors.ts'
import { newChangeId } from '../local/changes/change-id.ts'
import { type SshPeers, sshPeers } from '../local/linux/ssh-peers.ts'
import type { Endpoint, KeptChange, Looks } from '../model/change.ts'
import { type DryRun, dryRun, type SourceVerdict, verdictsOf } from '../remediation/dry-run.ts'
import type { Effect } from '../remediation/plan.ts'
import { plansFor, type RankedPlan } from '../remediation/plans.ts'
import { type Inside, withInside } from './inside.ts'
import { addressesOf } from './looks.ts'
import { situationOf } from './situation.ts'

export interface PreparedFix {
  readonly plan: RankedPlan
  /** Not made yet. */
  readonly change: Omit<KeptChange, 'saved' | 'madeAt'>
  readonly dryRun: DryRun
  readonly ssh: SshPeers
  /** The addresses that others may look at to see whether it is done, and who is meant to get in all the same. */
  readonly seenBy: Pick<Looks, 'addresses' | 'mayCome'>
  /** What could not be told. */
  readonly notes: readonly string[]
}

/**
 * A plan for an endpoint, with what it would change; changes nothing.
 * @param confirmWithin seconds
 * @throws UsageError when there is no such plan, or it is one for a person to follow
 */
export async function prepareFix(endpoint: Endpoint, planId: string, confirmWithin: number): Promise<PreparedFix> {
  return withInside((inside) => prepare(endpoint, planId, confirmWithin, inside))
}

async function prepare(
  endpoint: Endpoint,
  planId: string,
  confirmWithin: number,
  inside: Inside,
): Promise<PreparedFix> {
  const id = newChangeId(new Date())
  const situation = await situationOf(endpoint, `portreeve-${id}`, inside)
  const plans = plansFor(situation)
  const plan = plans.find((each) => each.id === planId)
  const applicable = plans.filter(({ applied }) => applied !== null).map((each) => each.id)
  if (plan === undefined || plan.applied === null) {
    const problem = plan === undefined ? 'is no way to close this port here' : 'is for a person to follow'
    const others = applicable.length === 0 ? 'none can be applied' : `these can be applied: ${applicable.join(', ')}`
    throw new UsageError(`${JSON.stringify(planId.slice(0, 60))} ${problem}; ${others}`)
  }
  const { change, effect } = plan.applied
  const { listeners, firewall: now, notes } = inside
  const ssh = sshPeers()
  const servers = situation.listener === null ? [] : [situation.listener, ...situation.others]
  return {
    plan,
    change: { id, endpoint, plan: plan.id, title: plan.title, change, confirmWithin },
    dryRun: dryRun(effect, situation.listener, { now, listeners, sessions: ssh.connections }),
    ssh,
    seenBy: { addresses: addressesOf(endpoint, servers), mayCome: mayComeBy(effect) },
    notes: notes.firewall,
  }
}

/** `from 10.0.0.0/8`, `by wg0`; null: nobody. */
function mayComeBy(effect: Effect): string | null {
  const except = effect.kind === 'rules' ? effect.rule.except : null
  if (except === null) return null
  return 'network' in except ? `from ${except.network}` : `by ${except.device}`
}

/** What the rules that are there now say of an endpoint, once a plan was done; null where they cannot be read. */
export async function judgedNow(endpoint: Endpoint, effect: Effect): Promise<readonly SourceVerdict[] | null> {
  return withInside(({ listeners, firewall }) => {
    if (firewall === null) return null
    const served = listeners.filter(({ port, transport }) => port === endpoint.port && transport === endpoint.transport)
    // Who does not listen is not reached; a rule has to hold whether anybody does or not.
    return verdictsOf(firewall, endpoint, effect.kind === 'listener' ? served : null)
  })
}
