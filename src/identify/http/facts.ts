import type { Match } from '../detector.ts'
import type { HttpResponse } from './response.ts'

/** What the header and title of a response say, whatever product it is. */
export function factsOf(response: HttpResponse): NonNullable<Match['facts']> {
  const { header, headers, status, title } = response
  const challenges = [...headers('www-authenticate'), ...headers('proxy-authenticate')]
  const components = componentsIn(`${header('server')} ${header('x-powered-by')}`)
  const facts = {
    status,
    server: header('server') || undefined,
    poweredBy: header('x-powered-by') || undefined,
    title: title || undefined,
    redirect: header('location') || undefined,
    components: components.length > 1 ? components : undefined,
    authRequired: status === 401 || status === 407 || undefined,
    authScheme: challenges.length === 0 ? undefined : [...new Set(challenges.flatMap(schemesIn))],
    realm: /realm="([^"]{0,200})"/i.exec(challenges.join(', '))?.[1],
    hsts: header('strict-transport-security') === '' ? undefined : true,
    http3: /(?:^|[ ,])h3(?:-\d+)?=/.test(header('alt-svc')) || undefined,
    upgrade: header('upgrade') || undefined,
    webSocket: isWebSocket(response) || undefined,
    dav: header('dav') || undefined,
    via: header('via') || undefined,
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

/** Who serves WebSockets refuses a plain request by these (RFC 6455 sections 4.2.2 and 4.4; RFC 9110 section 15.5.22), Tornado by words. */
function isWebSocket({ header, body, status }: HttpResponse): boolean {
  const offers = header('upgrade').toLowerCase().includes('websocket') || header('sec-websocket-version') !== ''
  return offers || (status === 400 && body.startsWith('Can "Upgrade" only to "WebSocket"'))
}

/** `OpenSSL/3.0.11`, `mod_wsgi/4.9` and the like: all that is named with a version (RFC 9110 section 10.2.4). */
function componentsIn(text: string): string[] {
  return text.split(/[ ,()]/, 20).filter((word) => /^[A-Za-z][\w.-]{0,40}\/v?\d[\w.+~-]{0,40}$/.test(word))
}

/** Schemes of one field (RFC 9110 section 11.6.1): a word at its beginning, or after a comma when no `=` follows it. */
function schemesIn(challenge: string): string[] {
  return challenge
    .split(/,\s*/, 20)
    .map((part) => /^([A-Za-z][\w-]{0,30})(?:\s|$)/.exec(part)?.[1])
    .filter((scheme) => scheme !== undefined)
}

/** `Apache/2.4.57 (Debian)` and the like. */
const systems = [
  'AlmaLinux',
  'Amazon Linux',
  'CentOS',
  'Debian',
  'Fedora',
  'FreeBSD',
  'OpenBSD',
  'Raspbian',
  'Red Hat',
  'Rocky Linux',
  'SUSE',
  'Ubuntu',
  'Unix',
] as const

/** The operating system that the software behind names in brackets. */
export function systemIn({ header }: HttpResponse): string | undefined {
  const server = header('server')
  if (/\(Win(?:32|64)/.test(server)) return 'Windows'
  return systems.find((name) => server.includes(`(${name}`))
}
