import type { WebExample } from '../web-product.ts'
import type { VersionPage } from './known/version-pages.ts'
import type { Place, Sign } from './sign-table.ts'

/** A response with the example in its place. */
const lines: Readonly<Record<Place, (example: string, says: string) => string>> = {
  server: (example) => `Server: ${example}\r\n\r\n`,
  header: (example, says) => `${says.split(': ', 1)[0]}: ${example}\r\n\r\n`,
  cookie: (example) => `Set-Cookie: ${example}\r\n\r\n`,
  title: (example) => `Content-Type: text/html\r\n\r\n<html><head><title>${example}</title></head>`,
  realm: (example) => `WWW-Authenticate: Basic realm="${example}"\r\n\r\n`,
  location: (example) => `Location: ${example}\r\n\r\n`,
  body: (example) => `Content-Type: text/html\r\n\r\n${example}`,
}

/** What a line of a table was seen in, as a response; and, where that tells no version, the page that does. */
export function exampleOf(sign: Sign, page: VersionPage | undefined): WebExample {
  const { in: place, says, product, example, version } = sign
  const response = `HTTP/1.1 200 OK\r\n${lines[place](example, says)}`
  if (version !== '' || page === undefined) return { response, expect: { product, version: version || undefined } }
  return {
    response,
    pages: { [page.path]: `HTTP/1.1 200 OK\r\n\r\n${page.example}` },
    expect: { product, version: page.version },
  }
}
