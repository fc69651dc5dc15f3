import type { Payload } from '../../knowledge/payload.ts'
import { payloads } from '../../knowledge/payloads.gen.ts'
import type { Detector } from '../detector.ts'
import { mostConnections, queryIntensity } from '../limits.ts'
import { datagramsFor } from '../questions.ts'
import { isSure, type Recognition, recognise } from '../recognise.ts'
import { Reply } from '../reply.ts'
import { type Course, serviceOf } from '../service-of.ts'
import { DatagramLine } from './datagram-line.ts'
import type { Outcome } from './outcome.ts'
import type { Subject, Terms } from './subject.ts'

/** Asks one UDP endpoint: what the scan was answered comes first, then the datagrams whose usual port it is, the likeliest first. */
export async function interviewUdp(subject: Subject, terms: Terms): Promise<Outcome> {
  const interview = new Interview(subject, terms)
  await interview.run()
  return { kind: 'answered', service: serviceOf(interview.recognition, interview.course), rttMs: null }
}

class Interview {
  readonly #subject: Subject
  readonly #terms: Terms
  readonly #asked: string[] = []
  #questions = 0
  #answeredTo: string | null = null
  #reply: Reply | null = null
  #isRefused = false
  recognition: Recognition | null = null

  constructor(subject: Subject, terms: Terms) {
    this.#subject = subject
    this.#terms = terms
  }

  /** `connections` counts questions: UDP has none. */
  get course(): Course {
    return {
      behaviour: this.#reply === null ? (this.#isRefused ? 'unreachable' : 'silent') : 'answers',
      asked: this.#asked,
      answeredTo: this.#answeredTo,
      reply: this.#reply,
      connections: this.#questions,
      tls: null,
    }
  }

  async run(): Promise<void> {
    const { reply, port } = this.#subject
    if (reply !== undefined) return this.#withLine(undefined, (line) => this.#heed(line, new Reply(reply), null))
    for (const detector of datagramsFor(port, this.#terms.intensity)) {
      if (this.#isOver) return
      await this.#withLine(detector, (line) => this.#ask(line, detector))
    }
  }

  get #isOver(): boolean {
    const { signal, deadline } = this.#terms
    const isTold = this.#reply !== null || this.#isRefused || this.#budget <= 0
    return isTold || signal.aborted || performance.now() > deadline
  }

  get #budget(): number {
    return mostConnections(this.#terms.intensity) - this.#questions
  }

  /** A line of its own for each question, so that no late reply is taken for another's. */
  async #withLine(detector: Detector | undefined, use: (line: DatagramLine) => Promise<void>): Promise<void> {
    const payload = detector === undefined ? undefined : payloadOf(detector)
    const line = new DatagramLine(this.#subject, this.#terms, this.#budget, payload?.repliesFromOtherPort)
    try {
      await use(line)
    } finally {
      this.#questions += line.questions
      this.#isRefused ||= line.isRefused
      line.close()
    }
  }

  async #ask(line: DatagramLine, detector: Detector): Promise<void> {
    this.#asked.push(detector.id)
    const datagram = detector.hello?.(line) ?? payloadOf(detector)!.build(line)
    const reply = await line.ask(datagram)
    if (!reply.isEmpty) await this.#heed(line, reply, detector.id)
  }

  async #heed(line: DatagramLine, reply: Reply, asked: string | null): Promise<void> {
    this.#reply = reply
    this.#answeredTo = asked ?? 'scan'
    this.recognition = recognise(reply, { transport: 'udp', port: this.#subject.port, asked })
    if (this.recognition !== null && isSure(this.recognition.match)) await this.#askOn(line, this.recognition, reply)
  }

  /** Lets the detector speak with what it recognised. When that fails, what it had matched stands. */
  async #askOn(line: DatagramLine, { detector, match }: Recognition, reply: Reply): Promise<void> {
    if (detector.converse === undefined || this.#terms.intensity < queryIntensity) return
    try {
      this.recognition = { detector, match: await detector.converse(line, match, reply) }
    } catch (error) {
      this.#terms.onFault(detector.id, error)
    }
  }
}

function payloadOf({ payload }: Detector): Payload | undefined {
  return payload === undefined ? undefined : payloads[payload as keyof typeof payloads]
}
