import type { Conversation } from '../conversation.ts'
import type { HelloContext } from '../hello-context.ts'
import { type HttpResponse, isWholeResponse, parseResponse } from './response.ts'

/** A browser's own headers open doors that stay shut to strangers; ours says who asks, so that it can be told from one. */
const agent = 'Mozilla/5.0 (compatible; Portreeve)'

/**
 * GET by HTTP/1.1 (RFC 9112 section 3). No encoding is accepted, so that what comes is what is meant.
 *
 * @param fields more of the header, each line with its end
 */
export function getRequest(context: HelloContext, path = '/', fields = ''): string {
  return `GET ${path} ${headOf(context, fields)}`
}

/** POST of a question in SOAP. */
export function postRequest(context: HelloContext, path: string, body: string, fields = ''): string {
  const own = `Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: ${body.length}\r\n${fields}`
  return `POST ${path} ${headOf(context, own)}${body}`
}

function headOf({ host, port, isTls }: HelloContext, fields: string): string {
  const usual = port === (isTls ? 443 : 80)
  return `HTTP/1.1\r\nHost: ${host}${usual ? '' : `:${port}`}\r\nUser-Agent: ${agent}\r\nAccept: */*\r\n${fields}Connection: keep-alive\r\n\r\n`
}

/**
 * Gets a page over the connection that is there, or a fresh one when the server has closed it, be it while it is asked; null when
 * nothing fit comes.
 */
export async function getPage(conversation: Conversation, path: string, fields = ''): Promise<HttpResponse | null> {
  const request = getRequest(conversation, path, fields)
  for (let attempt = 0; attempt < 2; attempt++) {
    if (!conversation.isOpen && !(await conversation.reconnect())) return null
    const reply = await conversation.ask(request, isWholeResponse)
    if (!reply.isEmpty) return parseResponse(reply)
    if (conversation.isOpen) return null
  }
  return null
}
