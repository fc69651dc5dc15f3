import { escapeTerminal } from '../../lib/escape.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Endpoint, Look, Looks } from '../../model/change.ts'
import type { State } from '../../model/unions.ts'
import { type Proof, proofsOf, type View } from '../../remediation/verification.ts'

/** What other machines see of it before anything is changed. */
export function seenText(looks: readonly Look[], endpoint: Endpoint): string {
  const lines = looks.map(
    ({ vantage, address, state }) => `  ${placeText(address, endpoint)} from ${vantage}: ${stateText(state)}`,
  )
  return ['as seen from elsewhere:', ...lines.map(escapeTerminal), ''].join('\n')
}

/** What a vantage proves of a change, in a sentence. @param mayCome who is meant to get in all the same */
export function proofText({ vantage, result, views }: Proof, endpoint: Endpoint, mayCome: string | null): string {
  const seen = viewsText(views, endpoint)
  switch (result) {
    case 'closed':
      return escapeTerminal(`Verified closed from ${vantage}: ${seen}.`)
    case 'open':
      return escapeTerminal(`NOT closed: ${vantage} still gets in: ${seen}.`)
    case 'let in':
      return escapeTerminal(`${vantage} gets in, which is right only if it comes ${mayCome}: ${seen}.`)
    case 'unproven':
      return escapeTerminal(`Not verified from ${vantage}: ${seen}; ${whyUnproven(views)}.`)
  }
}

/** In a list of changes: what was last seen of it. Empty where nothing is proven. */
export function provenText(looks: Looks | null): string {
  const proofs = looks === null ? [] : proofsOf(looks)
  const from = (wanted: Proof['result']) => proofs.filter(({ result }) => result === wanted).map((each) => each.vantage)
  const [open, closed] = [from('open'), from('closed')]
  if (open.length > 0) return `, seen OPEN from ${open.join(' and ')}`
  return closed.length > 0 ? `, verified closed from ${closed.join(' and ')}` : ''
}

function whyUnproven(views: readonly View[]): string {
  if (views.every(({ after }) => after === undefined)) return 'nobody has looked from there since'
  if (views.some(({ before }) => before === 'open')) return 'what it does not say may be open'
  return views.some(({ before }) => before === undefined)
    ? 'nobody looked from there before, so that something else may stop it'
    : 'it did not get in before either, so that something else may stop it'
}

/** `10.9.0.2:6379 before open, now filtered`: addresses of which the same was seen stand together. */
function viewsText(views: readonly View[], endpoint: Endpoint): string {
  const alike = groupBy(views, ({ before, after }) => `before ${stateText(before)}, now ${stateText(after)}`)
  return [...alike]
    .map(([words, some]) => `${some.map(({ address }) => placeText(address, endpoint)).join(' and ')} ${words}`)
    .join('; ')
}

function stateText(state: State | null | undefined): string {
  return state === undefined ? 'not looked at' : (state ?? 'not told')
}

function placeText(address: string, { port, transport }: Endpoint): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}/${transport}`
}
