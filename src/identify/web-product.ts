import type { Match } from './detector.ts'
import type { HttpResponse } from './http/response.ts'

/** What a page shows of the product behind it; the protocol is always HTTP. */
export type ProductMatch = Omit<Match, 'protocol'>

export interface WebExample {
  /** A response to `GET /` as it comes over the wire, latin1. */
  readonly response: string
  /** Responses to the pages that `ask` gets, by path. Left out: only `match` is tried. */
  readonly pages?: Readonly<Record<string, string>>
  readonly expect: ProductMatch
}

/** How to know one product that is reached by HTTP. One file each in `web/`, named by its id. */
export interface WebProduct {
  readonly id: string
  readonly summary: string
  /** Where the words come from: documentation or source file of the product. */
  readonly source: string
  /**
   * `server`: what serves HTTP (nginx, Apache); `application`: what runs on it (Grafana); `device`: what it is built into (a router).
   * A device is named before an application, that before a server.
   */
  readonly layer: 'server' | 'application' | 'device'
  /** Whether a response to `GET /`, of any status, is this product's. Pure; never throws. */
  match(response: HttpResponse): ProductMatch | null
  /** Gets more pages, of those that anybody may read, for the version: few, and none that needs a log-in. */
  ask?(get: (path: string) => Promise<HttpResponse | null>, match: ProductMatch): Promise<ProductMatch>
  readonly examples: readonly WebExample[]
}

/** @see WebProduct */
export function defineWebProduct(product: WebProduct): WebProduct {
  return product
}
