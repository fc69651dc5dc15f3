import { createSocket } from 'node:dgram'
import type { PayloadContext } from '../../knowledge/payload.ts'
import { payloads } from '../../knowledge/payloads.gen.ts'
import type { Detector } from '../detector.ts'
import { mostConnections, waitsFor } from '../limits.ts'
import { detectorsFor, recognise } from '../recognise.ts'
import { Reply } from '../reply.ts'
import { serviceOf } from '../service-of.ts'
import type { Outcome } from './outcome.ts'
import type { Subject, Terms } from './subject.ts'

/** A datagram may get lost. */
const attempts = 2

/** Asks one UDP endpoint by the datagrams whose usual port it is, the likeliest first. */
export async function interviewUdp(subject: Subject, terms: Terms): Promise<Outcome> {
  const { answerMs } = waitsFor(subject.rttMs)
  const asked: string[] = []
  const known = await replyOf(subject, subject.reply ?? null, null)
  if (known !== null) return known
  const questions = detectorsFor('udp').filter(({ ports }) => ports.includes(subject.port))
  for (const detector of questions.slice(0, mostConnections(terms.intensity))) {
    if (terms.intensity === 0 || terms.signal.aborted || performance.now() > terms.deadline) break
    asked.push(detector.id)
    const reply = await exchange(subject, datagramOf(detector, subject, terms), answerMs)
    const outcome = await replyOf(subject, reply, detector.id, asked)
    if (outcome !== null) return outcome
  }
  const course = {
    behaviour: 'silent',
    asked,
    answeredTo: null,
    reply: null,
    connections: asked.length,
    tls: null,
  } as const
  return { kind: 'answered', service: serviceOf(null, course), rttMs: null }
}

/** Null when there is no reply. */
async function replyOf(
  { port }: Subject,
  bytes: Uint8Array | null,
  by: string | null,
  asked: readonly string[] = [],
): Promise<Outcome | null> {
  if (bytes === null) return null
  const reply = new Reply(bytes)
  const recognition = recognise(reply, { transport: 'udp', port, asked: by })
  const course = {
    behaviour: 'answers',
    asked,
    answeredTo: by ?? 'scan',
    reply,
    connections: asked.length,
    tls: null,
  } as const
  return { kind: 'answered', service: serviceOf(recognition, course), rttMs: null }
}

function datagramOf({ payload, hello }: Detector, { address, hostname, port }: Subject, terms: Terms): Uint8Array {
  const context = { host: hostname ?? address, port, isTls: false, random: (bytes: number) => terms.random(bytes) }
  if (hello !== undefined) return hello(context)
  return payloads[payload as keyof typeof payloads].build(context satisfies PayloadContext)
}

/** The first datagram that comes back from the endpoint; null when none does. */
async function exchange({ address, port }: Subject, datagram: Uint8Array, waitMs: number): Promise<Uint8Array | null> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  try {
    return await new Promise<Uint8Array | null>((resolve) => {
      let sent = 0
      const send = () => {
        if (sent++ >= attempts) return resolve(null)
        socket.send(datagram)
        timer = setTimeout(send, waitMs)
      }
      let timer = setTimeout(() => resolve(null), 2 * waitMs)
      socket.on('error', () => resolve(null))
      socket.on('message', (message) => {
        clearTimeout(timer)
        resolve(message)
      })
      // Connected: the kernel lets in only what comes from the endpoint, and tells of ICMP errors.
      socket.connect(port, address, () => {
        clearTimeout(timer)
        send()
      })
    })
  } finally {
    socket.close()
  }
}
