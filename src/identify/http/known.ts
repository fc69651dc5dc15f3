import { groupBy } from '../../lib/group-by.ts'
import { cpe } from '../cpe.ts'
import type { ProductMatch, WebProduct } from '../web-product.ts'
import { type Found, inPage, inServer, versionAfterWord } from './find-sign.ts'
import { applications } from './known/applications.ts'
import { devices } from './known/devices.ts'
import { servers } from './known/servers.ts'
import { versionPages } from './known/version-pages.ts'
import type { HttpResponse } from './response.ts'
import { exampleOf } from './sign-example.ts'
import type { Sign } from './sign-table.ts'

/** What the tables in known/ know, as products: one for each that they name, but all that say their name in `Server` together. */
export const known: readonly WebProduct[] = [
  ...productsOf('device', devices),
  ...productsOf('application', applications),
  ...productsOf('server', servers),
]

function productsOf(layer: WebProduct['layer'], signs: readonly Sign[]): WebProduct[] {
  const byServer = signs.filter(({ in: place }) => place === 'server')
  const byPage = groupBy(
    signs.filter(({ in: place }) => place !== 'server'),
    ({ product }) => product,
  )
  return [
    productOf(`${layer}s`, layer, byServer, (response) => inServer(byServer, response)),
    ...[...byPage].map(([name, some]) => productOf(idOf(name), layer, some, (response) => inPage(some, response))),
  ]
}

function idOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

function productOf(
  id: string,
  layer: WebProduct['layer'],
  signs: readonly Sign[],
  find: (response: HttpResponse) => Found | null,
): WebProduct {
  const names = [...new Set(signs.map(({ product }) => product))]
  const pages = new Map(
    versionPages.filter(({ product }) => names.includes(product)).map((page) => [page.product, page]),
  )
  return {
    id,
    summary: names.join(', '),
    source: 'headers and pages of the products themselves',
    layer,
    match(response) {
      const found = find(response)
      return found === null ? null : matchOf(found)
    },
    async ask(get, match) {
      const page = match.version === undefined ? pages.get(match.product ?? '') : undefined
      const sign = signs.find(({ product }) => product === match.product)
      if (page === undefined || sign === undefined) return match
      const version = versionOn(await get(page.path), page.after)
      return version === undefined ? match : matchOf({ sign, version })
    },
    examples: signs.map((sign) => exampleOf(sign, pages.get(sign.product))),
  }
}

/** Of a page that is there; also of one that is not, when the server then says its name. */
function versionOn(response: HttpResponse | null, word: string): string | undefined {
  if (response === null) return undefined
  const server = word === '' ? undefined : versionAfterWord(response.header('server'), word)
  return server ?? (response.status === 200 ? versionAfterWord(response.body, word) : undefined)
}

/** A title is what somebody wrote there: words that others may use as well. */
const confidenceOfTitles = 0.7

function matchOf({ sign, version }: Found): ProductMatch {
  const { product, vendor, os, deviceType } = sign
  const words = sign.cpe === '' ? [] : sign.cpe.split(':')
  const [part, name, made] = words.length === 3 ? words : ['a', ...words]
  return {
    product,
    vendor: vendor || undefined,
    version,
    os: os || undefined,
    ...(sign.in === 'title' && { confidence: confidenceOfTitles }),
    deviceType: deviceType || undefined,
    cpe: words.length === 0 ? [] : [cpe(part as 'a' | 'o' | 'h', name!, made!, version)],
  }
}
