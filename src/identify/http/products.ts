import type { Conversation } from '../conversation.ts'
import type { Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'
import { web } from '../web.gen.ts'
import type { ProductMatch, WebProduct } from '../web-product.ts'
import { faviconHash, isPicture } from './favicon.ts'
import { known } from './known.ts'
import { getPage } from './request.ts'
import { type HttpResponse, parseResponse } from './response.ts'

/** What is named first: a device says more than what runs on it, that more than what serves it. */
const layers = ['device', 'application', 'server'] as const

/** What can be asked comes before what is only known by a line of a table. */
export const products: readonly WebProduct[] = [...Object.values(web as Readonly<Record<string, WebProduct>>), ...known]

interface Found {
  readonly product: WebProduct
  readonly match: ProductMatch
}

/** What a response to `GET /` shows: HTTP, and the products that are known by it. */
export function recogniseProducts(response: HttpResponse): Match {
  return matchOf(response, productsIn(response))
}

/** Follows one redirect that stays here, and lets the products that were recognised ask for their versions. */
export async function askProducts(conversation: Conversation, match: Match, reply: Reply): Promise<Match> {
  const first = parseResponse(reply)
  if (first === null || isForTls(first)) return match
  const get = (path: string) => getPage(conversation, path)
  const path = pathHere(first, conversation.host)
  const next = path === null ? null : await get(path)
  const found = distinct([...productsIn(first), ...(next === null ? [] : productsIn(next))])
  const asked: Found[] = []
  for (const { product, match: seen } of found)
    asked.push({ product, match: product.ask === undefined ? seen : await product.ask(get, seen) })
  const page = next ?? first
  const icon = /<html|<!doctype/i.test(page.body) ? await get('/favicon.ico') : null
  const learned = matchOf(first, asked)
  return {
    ...learned,
    facts: {
      ...learned.facts,
      title: (learned.facts?.title as string | undefined) ?? (next?.title || undefined),
      faviconHash: icon !== null && isPicture(icon) ? faviconHash(icon.body) : undefined,
    },
  }
}

function productsIn(response: HttpResponse): Found[] {
  return products.flatMap((product) => {
    const match = product.match(response)
    return match === null ? [] : [{ product, match }]
  })
}

function distinct(found: readonly Found[]): Found[] {
  return [...new Map(found.toReversed().map((each) => [each.product.id, each])).values()].toReversed()
}

function matchOf(response: HttpResponse, found: readonly Found[]): Match {
  const rank = ({ product }: Found) => layers.indexOf(product.layer)
  const [first, ...others] = found.toSorted((a, b) => rank(a) - rank(b)).map(({ match }) => match)
  const firstOf = <Key extends 'os' | 'deviceType'>(key: Key) => [first, ...others].find((each) => each?.[key])?.[key]
  return {
    ...first,
    protocol: 'http',
    os: firstOf('os') ?? osIn(response.header('server')),
    deviceType: firstOf('deviceType'),
    cpe: [first, ...others].flatMap((each) => each?.cpe ?? []),
    names: [first, ...others].flatMap((each) => each?.names ?? []),
    facts: {
      ...factsOf(response),
      ...withOthers(others),
      ...Object.assign({}, ...others.map(({ facts }) => facts), first?.facts),
    },
    ...(isForTls(response) && { confidence: 0.3 }),
  }
}

function withOthers(others: readonly ProductMatch[]) {
  const names = others.map(({ product, version }) => [product, version].filter(Boolean).join(' '))
  return names.length === 0 ? {} : { servedBy: names }
}

function factsOf(response: HttpResponse): NonNullable<Match['facts']> {
  const challenges = response.headers('www-authenticate')
  return {
    status: response.status,
    server: response.header('server') || undefined,
    poweredBy: response.header('x-powered-by') || undefined,
    title: response.title || undefined,
    redirect: response.header('location') || undefined,
    authRequired: response.status === 401 || response.status === 407 || undefined,
    authScheme: challenges.length === 0 ? undefined : challenges.map((challenge) => challenge.split(/[\s,]/, 1)[0]!),
    realm: /realm="([^"]{0,200})"/i.exec(challenges[0] ?? '')?.[1],
  }
}

/** `Apache/2.4.57 (Debian)` and the like. */
const systems = [
  'Debian',
  'Ubuntu',
  'CentOS',
  'Red Hat',
  'Fedora',
  'FreeBSD',
  'Raspbian',
  'Win64',
  'Win32',
  'Unix',
] as const

function osIn(server: string): string | undefined {
  const system = systems.find((name) => server.includes(`(${name}`))
  return system === 'Win32' || system === 'Win64' ? 'Windows' : system
}

/** What nginx, Apache, Go, Jetty and Tomcat say in the clear on a port that is for TLS: known only to go on with TLS. */
const clearOnTls = linear(
  'plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|sent an HTTP request to an HTTPS server|requires TLS',
)

function isForTls({ status, body }: HttpResponse): boolean {
  return status === 400 && clearOnTls.test(body)
}

/** The path of a redirect that stays on this host; null for any other. */
function pathHere(response: HttpResponse, host: string): string | null {
  const location = response.status >= 300 && response.status < 400 ? response.header('location') : ''
  const path = location.startsWith('/') && !location.startsWith('//') ? location : absolutePath(location, host)
  return path !== null && /^\/[\x21-\x7e]{0,500}$/.test(path) ? path : null
}

function absolutePath(location: string, host: string): string | null {
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return null
  const { hostname, pathname, search } = new URL(location)
  return hostname === host ? `${pathname}${search}` : null
}
