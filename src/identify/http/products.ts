import type { Conversation } from '../conversation.ts'
import type { Match } from '../detector.ts'
import { isFragileDevice } from '../fragile-devices.ts'
import type { Reply } from '../reply.ts'
import { timeLimit } from '../time-limit.ts'
import { web } from '../web.gen.ts'
import type { ProductMatch, WebProduct } from '../web-product.ts'
import { isForTls } from './clear-on-tls.ts'
import { factsOf, systemIn } from './facts.ts'
import { faviconHash, isPicture } from './favicon.ts'
import { known } from './known.ts'
import { ntlmAnswer, ntlmField, offersNtlm } from './ntlm.ts'
import { pathHere } from './redirect.ts'
import { getPage } from './request.ts'
import { type HttpResponse, parseResponse } from './response.ts'

/** What is named first: a device says more than what runs on it, that more than what serves it. */
const layers = ['device', 'application', 'server'] as const

/** What has a file of its own in web/ comes before what is only known by a line of a table. */
export const products: readonly WebProduct[] = [...Object.values(web as Readonly<Record<string, WebProduct>>), ...known]

interface Found {
  readonly product: WebProduct
  readonly match: ProductMatch
}

/** What a response to `GET /` shows: HTTP, and the products that are known by it. */
export function recogniseProducts(response: HttpResponse): Match {
  return matchOf(response, productsIn(response))
}

/**
 * Follows one redirect that stays here, lets the products that were recognised ask for their versions, and begins NTLM where it
 * is offered. A printer or controller is asked nothing more.
 */
export async function askProducts(conversation: Conversation, match: Match, reply: Reply): Promise<Match> {
  const first = parseResponse(reply)
  if (first === null || isForTls(first) || isFragileDevice(match.deviceType ?? null)) return match
  const get = (path: string) => getPage(conversation, path)
  const path = pathHere(first, conversation)
  const next = path === null ? null : await get(path)
  if (next !== null && isFragileDevice(recogniseProducts(next).deviceType ?? null)) return recogniseProducts(next)
  const page = next ?? first
  const found = await askAll(distinct([...productsIn(first), ...(next === null ? [] : productsIn(next))]), get)
  const icon = /<html|<!doctype/i.test(page.body) ? await get('/favicon.ico') : null
  const learned = matchOf(first, found)
  const challenge = await askNtlm(conversation, page, path ?? '/')
  return {
    ...learned,
    os: challenge.os ?? learned.os,
    names: [...(learned.names ?? []), ...(challenge.names ?? [])],
    facts: {
      ...factsOf(page),
      ...learned.facts,
      ...challenge.facts,
      title: (learned.facts?.title as string | undefined) ?? (page.title || undefined),
      faviconHash: icon !== null && isPicture(icon) ? faviconHash(icon.body) : undefined,
    },
  }
}

async function askAll(found: readonly Found[], get: (path: string) => Promise<HttpResponse | null>): Promise<Found[]> {
  const asked: Found[] = []
  for (const { product, match } of found)
    asked.push({ product, match: product.ask === undefined ? match : await product.ask(get, match) })
  return asked
}

async function askNtlm(conversation: Conversation, page: HttpResponse, path: string) {
  const answer = offersNtlm(page) ? await getPage(conversation, path, ntlmField()) : null
  return answer === null ? {} : ntlmAnswer(answer)
}

function productsIn(response: HttpResponse): Found[] {
  const found: Found[] = []
  const isUp = timeLimit()
  for (const product of products) {
    if (isUp()) break
    const match = product.match(response)
    if (match !== null) found.push({ product, match })
  }
  return distinct(found)
}

/** Of a product that several pages or signs show, what the one says that tells most of its version. */
function distinct(found: readonly Found[]): Found[] {
  const byName = new Map<string, Found>()
  for (const each of found) {
    const name = each.match.product ?? each.product.id
    const before = byName.get(name)
    if (before === undefined || tells(each) > tells(before)) byName.set(name, each)
  }
  return named([...byName.values()])
}

const tells = ({ match }: Found) => match.version?.length ?? 0

/** What has no name yet is left out beside what has. */
function named(found: readonly Found[]): Found[] {
  const some = found.filter(({ match }) => match.product !== undefined)
  return some.length > 0 ? some : [...found]
}

function matchOf(response: HttpResponse, found: readonly Found[]): Match {
  const rank = ({ product }: Found) => layers.indexOf(product.layer)
  const ranked = found.toSorted((a, b) => rank(a) - rank(b))
  const [first, ...others] = ranked.map(({ match }) => match)
  const firstOf = <Key extends 'os' | 'deviceType'>(key: Key) => [first, ...others].find((each) => each?.[key])?.[key]
  return {
    ...first,
    protocol: 'http',
    os: firstOf('os') ?? systemIn(response),
    deviceType: firstOf('deviceType'),
    cpe: [first, ...others].flatMap((each) => each?.cpe ?? []),
    names: [first, ...others].flatMap((each) => each?.names ?? []),
    facts: {
      ...factsOf(response),
      layer: first?.product === undefined ? undefined : ranked[0]?.product.layer,
      servedBy: servedBy(others),
      ...Object.assign({}, ...others.map(({ facts }) => facts), first?.facts),
    },
    ...(isForTls(response) && { confidence: 0.3 }),
  }
}

/** What else is known to be there, behind or before it. */
function servedBy(others: readonly ProductMatch[]): string[] | undefined {
  const names = others.map(({ product, version }) => [product, version].filter(Boolean).join(' ')).filter(Boolean)
  return names.length === 0 ? undefined : names
}
