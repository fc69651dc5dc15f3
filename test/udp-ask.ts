// Sends the payload of a protocol to `address port` until an answer comes, at most ten times a second apart, and
// prints what isReply says of it, and its bytes. Runs in the namespace that it is started in.
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Payload } from '../src/knowledge/payload.ts'
import { payloads } from '../src/knowledge/payloads.gen.ts'

const [protocol = '', address = '', port = ''] = process.argv.slice(2)
const payload = (payloads as Readonly<Record<string, Payload>>)[protocol]
if (payload === undefined) throw new Error(`no payload called ${protocol}`)

const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
let left = 10
const ask = () => {
  if (left-- === 0) finish(null)
  else socket.send(payload.build({ random: (bytes) => new Uint8Array(randomBytes(bytes)) }), Number(port), address)
}
const timer = setInterval(ask, 1000)
socket.on('message', finish)
ask()

function finish(reply: Buffer | null): void {
  clearInterval(timer)
  socket.close()
  const verdict = reply === null ? 'silence' : payload?.isReply?.(reply) === true ? 'reply' : 'other'
  console.log(JSON.stringify({ verdict, hex: reply?.toString('hex') ?? '' }))
}
