import { cpe } from '../cpe.ts'
import { linear } from '../pattern.ts'
import { defineWebProduct } from '../web-product.ts'

/** Release, check-in and its time, at the foot of each page. */
const footer = linear(String.raw`\bFossil (\d[\d.]*) \[[\da-f]{10}\] \d{4}-\d\d-\d\d`)

export default defineWebProduct({
  id: 'fossil',
  summary: 'Fossil, a version control system with its own web server',
  source: 'Fossil: src/style.c (style_finish_page), skins/default/footer.txt ($release_version, $manifest_version)',
  layer: 'application',
  match({ body }) {
    const version = footer.exec(body)?.[1]
    if (version === undefined) return null
    return { product: 'Fossil', version, vendor: 'Fossil', cpe: [cpe('a', 'fossil-scm', 'fossil', version)] }
  },
  examples: [
    {
      response:
        'HTTP/1.0 200 OK\r\nConnection: close\r\nX-UA-Compatible: IE=edge\r\nContent-Type: text/html; charset=utf-8\r\n\r\n' +
        '<title>Unnamed Fossil Project: Home</title>\n<footer>\nThis page was generated in about\n0.003s by\n' +
        'Fossil 2.21 [3c53b6364e] 2023-02-26 19:24:24\n</footer>',
      expect: { product: 'Fossil', version: '2.21' },
    },
  ],
})
