import { groupBy } from '../lib/group-by.ts'
import type { Look } from '../model/change.ts'
import type { State } from '../model/unions.ts'

/** What one vantage saw of one address. Null: it says nothing of it; undefined: it did not look. */
export interface View {
  readonly address: string
  readonly before: State | null | undefined
  readonly after: State | null | undefined
}

/** What one vantage proves of a change. */
export interface Proof {
  readonly vantage: string
  /** `let in`: it gets in, as some are meant to. `unproven`: it does not get in, and may not have done so before either. */
  readonly result: 'closed' | 'open' | 'let in' | 'unproven'
  /** Those that the result is about. */
  readonly views: readonly View[]
}

/** What was seen before and since, and who is meant to get in all the same. */
export interface Seen {
  readonly before: readonly Look[]
  readonly after: readonly Look[]
  readonly mayCome: string | null
}

/** What each vantage that looked proves. */
export function proofsOf({ before, after, mayCome }: Seen): readonly Proof[] {
  const byVantage = groupBy([...before, ...after], ({ vantage }) => vantage)
  return [...byVantage].map(([vantage, looks]) => {
    const stateIn = (some: readonly Look[], address: string) =>
      some.findLast((look) => look.vantage === vantage && look.address === address)?.state
    const addresses = [...new Set(looks.map(({ address }) => address))]
    const views = addresses.map((address) => {
      return { address, before: stateIn(before, address), after: stateIn(after, address) }
    })
    return { vantage, ...proven(views, mayCome !== null) }
  })
}

function proven(views: readonly View[], someMayCome: boolean): Pick<Proof, 'result' | 'views'> {
  const open = views.filter(({ after }) => after === 'open')
  if (open.length > 0) return { result: someMayCome ? 'let in' : 'open', views: open }
  const wereOpen = views.filter(({ before }) => before === 'open')
  if (wereOpen.length === 0) return { result: 'unproven', views }
  return { result: wereOpen.every(isShut) ? 'closed' : 'unproven', views: wereOpen }
}

/** No answer (`open|filtered`, UDP) to what was answered before is as much as a rule that drops lets anybody see. */
function isShut({ after }: View): boolean {
  return after === 'closed' || after === 'filtered' || after === 'open|filtered'
}

/** What was seen at first, and what was seen since: of each vantage and address the last. */
export function lastLooks(...all: readonly (readonly Look[])[]): Look[] {
  return [...new Map(all.flat().map((look) => [`${look.vantage} ${look.address}`, look])).values()]
}

/** What was seen before a change and what since, by the clocks of those who saw it; what does not say when belongs to neither. */
export function aboutChange(
  looks: readonly Look[],
  changedAt: string,
): { readonly before: Look[]; readonly after: Look[]; readonly undated: Look[] } {
  const changed = Date.parse(changedAt)
  const isAfter = ({ at }: Look) => at !== null && Date.parse(at) >= changed
  return {
    before: looks.filter((look) => look.at !== null && !isAfter(look)),
    after: looks.filter(isAfter),
    undated: looks.filter(({ at }) => at === null),
  }
}
