import { escapeTerminal } from '../../lib/escape.ts'
import { groupBy } from '../../lib/group-by.ts'
import { count } from '../../lib/text.ts'
import type { PreparedFix } from '../../prepare/fix.ts'
import type { EndpointChange } from '../../remediation/dry-run.ts'
import type { SessionProof } from '../../remediation/session-proof.ts'

/** More are counted. */
const mostShown = 40

/** What a plan would change, for people. */
export function dryRunText({ plan, dryRun, ssh }: PreparedFix): string {
  const { changes, sessions } = dryRun
  const lines = changes === null ? ['  cannot be told: the rules that are there were not read'] : changeLines(changes)
  const more = lines.length > mostShown ? [`  and ${count(lines.length - mostShown, 'other')}`] : []
  const none = changes?.length === 0 ? ['  nothing: it is closed already, as far as the rules can tell'] : []
  const whose = ssh.found === 'our own' ? 'this SSH session' : 'every SSH session of this machine'
  const proofs = sessions.length === 0 ? ['  there is none'] : sessions.map(sessionLine)
  return `${[escapeTerminal(plan.title), 'what changes:', ...lines.slice(0, mostShown), ...more, ...none, `${whose}:`, ...proofs].join('\n')}\n`
}

/** Every device has a link-local address, which says nothing: those of which the same is to be said are one line. */
function changeLines(changes: readonly EndpointChange[]): string[] {
  const places = groupBy(changes, ({ address, from, ...each }) => {
    const isNear = address.startsWith('fe80:')
    return [isNear ? '' : `${address} ${from}`, each.port, each.transport, each.before, each.after].join(' ')
  })
  return [...places.values()].map((alike) => escapeTerminal(changeLine(alike)))
}

function changeLine(alike: readonly EndpointChange[]): string {
  const { address, port, transport, before, after } = alike[0]!
  const host = address.includes(':') ? `[${address}]` : address
  const where = alike.length === 1 ? `${host}:${port}/${transport}` : `${port}/${transport} of link-local addresses`
  const from = [...new Set(alike.map((each) => each.from))].join(' and ')
  return `  ${where} from ${from}: ${before} → ${after}`
}

function sessionLine({ address, port, localPort, cutBy }: SessionProof): string {
  const what = cutBy === null ? 'goes on, and new ones as now' : `CUT: ${cutBy}`
  return escapeTerminal(`  from ${address} port ${port} to port ${localPort}: ${what}`)
}
