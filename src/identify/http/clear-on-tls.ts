import { linear } from '../pattern.ts'
import type { HttpResponse } from './response.ts'

/** What nginx, Apache, Go, Tomcat and Webmin say in the clear on a port that is for TLS. */
const wording = linear(
  'plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|sent an HTTP request to an HTTPS server|requires TLS|server is running in SSL mode',
)

/** Whether a server only says that TLS has to be spoken here: known to go on with TLS. */
export function isForTls({ status, body }: HttpResponse): boolean {
  return status >= 400 && status < 500 && wording.test(body)
}
