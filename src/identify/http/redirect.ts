import type { HelloContext } from '../hello-context.ts'
import type { HttpResponse } from './response.ts'

/** The path of a redirect that stays on this endpoint, so that it can be followed over the same connection; null for any other. */
export function pathHere({ status, header }: HttpResponse, here: HelloContext): string | null {
  const location = status >= 300 && status < 400 ? header('location') : ''
  const path = location.startsWith('/') && !location.startsWith('//') ? location : absolutePath(location, here)
  return path !== null && /^\/[\x21-\x7e]{0,500}$/.test(path) ? path : null
}

function absolutePath(location: string, { host, port, isTls }: HelloContext): string | null {
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return null
  const url = new URL(location)
  const usual = url.protocol === 'https:' ? 443 : 80
  const isHere = url.hostname === host && (url.protocol === 'https:') === isTls && Number(url.port || usual) === port
  return isHere ? `${url.pathname}${url.search}` : null
}
