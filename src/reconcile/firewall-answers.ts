import type { Judgement } from '../firewall/judgement.ts'
import type { SourceGroup } from '../firewall/source-groups.ts'
import { classText, spansText } from '../firewall/source-words.ts'
import type { Wording } from '../firewall/wording.ts'
import { type Address, formatAddress } from '../lib/address.ts'
import { groupBy } from '../lib/group-by.ts'
import type { FirewallAnswer } from '../model/firewall-answer.ts'

export interface Judged {
  readonly group: SourceGroup
  readonly judgement: Judgement
  /** The port that the sender has to pick; left out: any of those that systems give to clients. */
  readonly sourcePort?: number
}

/**
 * One for the main group of each class, and one for those of its other groups that fare otherwise.
 * @param byPort those who get in only by a port of their own
 */
export function answersOf(
  all: readonly Judged[],
  byPort: readonly Judged[],
  to: Destination,
  wording: Wording,
): FirewallAnswer[] {
  const mains = all.filter(({ group }) => group.isMain)
  return mains.flatMap((main) => {
    const ways = mains.filter(({ group }) => group.class === main.group.class).length
    const isOfIt = ({ group }: Judged) => group.class === main.group.class && group.ingress === main.group.ingress
    const others = all.filter((each) => isOfIt(each) && outcomeOf(each) !== outcomeOf(main))
    const from = classText(main.group, ways, to.family)
    const exceptions = (alike: readonly Judged[]) => {
      const groups = alike.map(({ group }) => group)
      return `${spansText(groups, to.family)}${ways > 1 ? ` by ${main.group.ingress}` : ''}`
    }
    const byOutcome = (some: readonly Judged[]) => [...groupBy(some, outcomeOf).values()]
    const withPort = byOutcome(byPort.filter(isOfIt)).map((alike) => {
      const who = alike.some(({ group }) => group.isMain) ? from : exceptions(alike)
      return answer(
        alike[0]!,
        { from: `${who} with source port ${alike[0]!.sourcePort}`, exceptFor: true },
        to,
        wording,
      )
    })
    return [
      answer(main, { from, exceptFor: false }, to, wording),
      ...byOutcome(others).map((alike) => answer(alike[0]!, { from: exceptions(alike), exceptFor: true }, to, wording)),
      ...withPort,
    ]
  })
}

function outcomeOf({ judgement, sourcePort }: Judged): string {
  const { verdict, isLimited, destination, destinationPort } = judgement
  return `${verdict} ${isLimited} ${destination} ${destinationPort} ${sourcePort}`
}

function answer(judged: Judged, words: Words, to: Destination, wording: Wording): FirewallAnswer {
  const { group, judgement, sourcePort } = judged
  const found = answerOf({ judgement, source: group.representative, ingress: group.ingress }, words, to, wording)
  return sourcePort === undefined ? found : { ...found, sourcePort }
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
  const { verdict, reason, decidedBy, trail, assumptions, destination, destinationPort, isLimited } = judgement
  // What is let through for another machine, as for an address that is not here now, does not get to a listener of this one.
  const isHandedOn = verdict === 'accept' && !judgement.isOwn
  const isLed = isHandedOn || destination !== value || destinationPort !== port
  return {
    ...words,
    source: formatAddress(family, source),
    ingress,
    verdict,
    reason,
    leadsTo: isLed ? { address: formatAddress(family, destination), port: destinationPort } : null,
    decidedBy: decidedBy && wording(decidedBy),
    trail: trail.map(wording),
    ...(isLimited && { limited: true }),
    assumptions: [...assumptions],
  }
}
