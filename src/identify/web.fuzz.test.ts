import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { products, recogniseProducts } from './http/products.ts'
import { parseResponse } from './http/response.ts'
import { Reply } from './reply.ts'
import { web } from './web.gen.ts'

const responseOf = (text: string) => parseResponse(Reply.of(text))

it('files are named by their ids, and no two share one', () => {
  expect(Object.values(web).map(({ id }) => id)).toEqual(Object.keys(web))
  const ids = products.map(({ id }) => id)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

describe.each(products.map((product) => [product.id, product] as const))('%s', (_, product) => {
  it('is described', () => {
    expect(product.source).not.toBe('')
    expect(product.examples.length).toBeGreaterThan(0)
  })

  it.each(product.examples.map((example, i) => [i, example] as const))('knows its example %i', async (_, example) => {
    const response = responseOf(example.response)!
    const get = (path: string) => Promise.resolve(responseOf(example.pages?.[path] ?? ''))
    const match = product.match(response)!
    const learned = example.pages === undefined ? match : await product.ask!(get, match)
    expect(learned).toMatchObject(example.expect)
    expect(recogniseProducts(response).product).toBe(match.product)
  })

  it('takes whatever it is told', async () => {
    const spoken = product.examples.flatMap(({ response, pages = {} }) => [response, ...Object.values(pages)])
    const cut = fc.tuple(fc.constantFrom(...spoken), fc.nat(400)).map(([text, end]) => text.slice(0, end))
    const page = fc.oneof(cut, fc.constantFrom(...spoken), jsonPage)
    await fc.assert(
      fc.asyncProperty(page, page, async (first, next) => {
        const match = parsed(first) === null ? null : product.match(parsed(first)!)
        if (match !== null) await product.ask?.(() => Promise.resolve(parsed(next)), match)
      }),
      { numRuns: 30 },
    )
  })
})

const parsed = responseOf
const jsonPage = fc.json().map((text) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${text}`)
