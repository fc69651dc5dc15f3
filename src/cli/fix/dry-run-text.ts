import { escapeTerminal } from '../../lib/escape.ts'
import { count } from '../../lib/text.ts'
import type { PreparedFix } from '../../prepare/fix.ts'
import type { EndpointChange } from '../../remediation/dry-run.ts'
import type { SessionProof } from '../../remediation/session-proof.ts'

/** More are counted. */
const mostShown = 40

/** What a plan would change, for people. */
export function dryRunText({ plan, dryRun, ssh }: PreparedFix): string {
  const { changes, sessions } = dryRun
  const changed =
    changes === null
      ? ['  cannot be told: the rules that are there were not read']
      : changes.slice(0, mostShown).map(changeLine)
  const more =
    changes !== null && changes.length > mostShown ? [`  and ${count(changes.length - mostShown, 'other')}`] : []
  const none = changes?.length === 0 ? ['  nothing: it is closed already, as far as the rules can tell'] : []
  const whose = ssh.found === 'our own' ? 'this SSH session' : 'every SSH session of this machine'
  const proofs = sessions.length === 0 ? ['  there is none'] : sessions.map(sessionLine)
  return `${[escapeTerminal(plan.title), 'what changes:', ...changed, ...more, ...none, `${whose}:`, ...proofs].join('\n')}\n`
}

function changeLine({ address, port, transport, from, before, after }: EndpointChange): string {
  const host = address.includes(':') ? `[${address}]` : address
  return escapeTerminal(`  ${host}:${port}/${transport} from ${from}: ${before} → ${after}`)
}

function sessionLine({ address, port, localPort, cutBy }: SessionProof): string {
  const what = cutBy === null ? 'goes on, and new ones as now' : `CUT: ${cutBy}`
  return escapeTerminal(`  from ${address} port ${port} to port ${localPort}: ${what}`)
}
