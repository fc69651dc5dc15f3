import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import { Duplex } from 'node:stream'
import type { Conversation } from '../conversation.ts'

/** Longer than one answer takes; whoever says less has told all that it will. */
const mostRounds = 4

/**
 * The header of the answer to `GET /` by HTTP/2 with prior knowledge (RFC 9113 section 3.3), over the connection that is there, on which
 * nothing has been said by us; null when none comes. Frames and HPACK are Node's own; the connection stays with who lent it.
 */
export async function getByHttp2(
  conversation: Conversation,
  greeting: Uint8Array,
): Promise<IncomingHttpHeaders | null> {
  const said: Buffer[] = []
  const line = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      said.push(chunk)
      done()
    },
  })
  const session = connect(`http${conversation.isTls ? 's' : ''}://${conversation.host}:${conversation.port}`, {
    createConnection: () => line,
  })
  try {
    return await exchange(conversation, session, line, said, greeting)
  } finally {
    session.destroy()
    line.destroy()
  }
}

async function exchange(
  conversation: Conversation,
  session: ClientHttp2Session,
  line: Duplex,
  said: Buffer[],
  greeting: Uint8Array,
): Promise<IncomingHttpHeaders | null> {
  let headers: IncomingHttpHeaders | null = null
  session.on('error', () => {})
  const request = session.request({ ':path': '/' }, { endStream: true })
  request.on('error', () => {}).on('response', (response) => (headers = response))
  line.push(greeting)
  for (let round = 0; round < mostRounds && headers === null && !session.destroyed; round++) {
    await turn()
    const reply = await (said.length > 0 ? conversation.ask(Buffer.concat(said.splice(0))) : conversation.read())
    if (reply.isEmpty) break
    line.push(reply.bytes)
    await turn()
  }
  return headers
}

/** Lets the session work on what it was given. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}
