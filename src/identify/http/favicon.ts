import { murmur3 } from '../../lib/murmur3.ts'
import type { HttpResponse } from './response.ts'

/** Base64 in lines of 76 with an end after each, as Python's encodebytes writes it: what search engines for devices hash. */
const lineLength = 76

/** MurmurHash3 of the base64 of a favicon, signed: the number by which Shodan and others know it. */
export function faviconHash(bytes: string): number {
  const base64 = Buffer.from(bytes, 'latin1').toString('base64')
  const lines = base64.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []
  return murmur3(Buffer.from(`${lines.join('\n')}\n`, 'latin1'))
}

/** Whether what came is an icon, not a page that says that there is none. */
export function isPicture({ status, body, header }: HttpResponse): boolean {
  return status === 200 && body.length > 0 && !header('content-type').startsWith('text/') && !/^\s*[<{]/.test(body)
}
