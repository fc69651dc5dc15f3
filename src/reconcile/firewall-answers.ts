import type { Judgement } from '../firewall/judgement.ts'
import type { SourceGroup } from '../firewall/source-groups.ts'
import { classText, spansText } from '../firewall/source-words.ts'
import type { Wording } from '../firewall/wording.ts'
import { type Address, formatAddress } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { FirewallAnswer } from '../model/firewall-answer.ts'

interface Judged {
  readonly group: SourceGroup
  readonly judgement: Judgement
}

/** One for the main group of each class, and one for those of its other groups that fare otherwise. */
export function answersOf(all: readonly Judged[], to: Destination, wording: Wording): FirewallAnswer[] {
  const mains = all.filter(({ group }) => group.isMain)
  return mains.flatMap((main) => {
    const ways = mains.filter(({ group }) => group.class === main.group.class).length
    const isOfIt = ({ group }: Judged) => group.class === main.group.class && group.ingress === main.group.ingress
    const others = all.filter((each) => isOfIt(each) && outcomeOf(each) !== outcomeOf(main))
    const from = classText(main.group, ways, to.family)
    return [
      answer(main, { from, exceptFor: false }, to, wording),
      ...[...groupBy(others, outcomeOf).values()].map((alike) =>
        answer(
          alike[0]!,
          {
            from: spansText(
              alike.map(({ group }) => group),
              to.family,
            ),
            exceptFor: true,
          },
          to,
          wording,
        ),
      ),
    ]
  })
}

function outcomeOf({ judgement: { verdict, destination, destinationPort } }: Judged): string {
  return `${verdict} ${destination} ${destinationPort}`
}

function answer({ group, judgement }: Judged, words: Words, to: Destination, wording: Wording): FirewallAnswer {
  return answerOf({ judgement, source: group.representative, ingress: group.ingress }, words, to, wording)
}

/** Where the packets are sent to. */
export interface Destination extends Address {
  readonly port: number
}

type Words = Pick<FirewallAnswer, 'from' | 'exceptFor'>

/** What a judgement says to people. */
export function answerOf(
  { judgement, source, ingress }: { readonly judgement: Judgement; readonly source: bigint; readonly ingress: string },
  words: Words,
  { family, value, port }: Destination,
  wording: Wording,
): FirewallAnswer {
  const { verdict, reason, decidedBy, trail, assumptions, destination, destinationPort } = judgement
  const isLed = destination !== value || destinationPort !== port
  return {
    ...words,
    source: formatAddress(family, source),
    ingress,
    verdict,
    reason,
    leadsTo: isLed ? { address: formatAddress(family, destination), port: destinationPort } : null,
    decidedBy: decidedBy && wording(decidedBy),
    trail: trail.map(wording),
    assumptions: [...assumptions],
  }
}
