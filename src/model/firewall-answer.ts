import { z } from 'zod'
import { address, port } from './fields.ts'
import { ruleOwners, verdicts } from './unions.ts'

export const FirewallRule = z
  .object({
    owner: z.enum(ruleOwners).describe('Who wrote it, and in whose words it is'),
    table: z.string().describe('Family and name: `inet filter`'),
    chain: z.string(),
    rule: z.string().nullable().describe('Its words; null: no rule, but the policy of the chain'),
    handle: z.int().nullable().describe('The number of the rule in its table, where the kernel has one'),
    effect: z.string().describe('`accept`, `drop`, `jump CHAIN`, `reject with …`, `destination changed`, …'),
    packets: z
      .int()
      .nullable()
      .describe('How many packets it has held for since it was made or reset; null: it does not count them'),
    changedWith: z.string().describe('The file or the command with which it is changed'),
  })
  .describe('A rule that held for a packet, or the policy at the end of a chain')
export type FirewallRule = z.infer<typeof FirewallRule>

export const FirewallAnswer = z
  .object({
    from: z.string().describe('The sources that it is about: `192.168.1.0/24`, `private networks`, `anywhere`'),
    exceptFor: z.boolean().describe('True: some of the sources of another answer, which the rules treat otherwise'),
    source: address.describe('One of them: the one whose packet was judged'),
    ingress: z.string().describe('The network device by which their packets come in'),
    sourcePort: port
      .optional()
      .describe(
        'The port that the sender has to pick for it; left out: it holds for those that systems give to clients',
      ),
    verdict: z.enum(verdicts),
    reason: z.string().nullable().describe('Of `unknown`: why; of a drop without a rule: what of the kernel does it'),
    leadsTo: z.object({ address, port }).nullable().describe('Where a translation leads to; null: nowhere else'),
    decidedBy: FirewallRule.nullable(),
    trail: z.array(FirewallRule).describe('Every rule that held, in order'),
    limited: z
      .literal(true)
      .optional()
      .describe('Of `accept`: not so for whoever comes too often, or is one too many, as `assumptions` say'),
    assumptions: z.array(z.string()).describe('What must stay so for it to hold: limits that are kept'),
  })
  .describe('What the firewall does with the first packet of a connection from some sources')
export type FirewallAnswer = z.infer<typeof FirewallAnswer>
