import type { Payload } from '../../knowledge/payload.ts'
import { payloadsFor } from '../../knowledge/payload-index.ts'
import { payloads } from '../../knowledge/payloads.gen.ts'
import type { Detector } from '../detector.ts'
import { isFragileDevice } from '../fragile-devices.ts'
import { mostConnections, queryIntensity } from '../limits.ts'
import { datagramsFor } from '../questions.ts'
import { isSure, type Recognition, recognise } from '../recognise.ts'
import { Reply } from '../reply.ts'
import { type Course, serviceOf } from '../service-of.ts'
import { type DialFailure, spared } from './connection.ts'
import { DatagramLine } from './datagram-line.ts'
import { doorOf, logIn, nameOfLogin } from './log-in.ts'
import type { Outcome } from './outcome.ts'
import type { Subject, Terms } from './subject.ts'

/** Asks one UDP endpoint: what the scan was answered comes first, then the datagrams whose usual port it is, the likeliest first. */
export async function interviewUdp(subject: Subject, terms: Terms): Promise<Outcome> {
  const interview = new Interview(subject, terms)
  await interview.run()
  await interview.logIn()
  const { failure, recognition, course } = interview
  if (failure !== null && recognition === null) return { kind: 'unconnected', failure }
  const isSilent = course.connections === 0 && course.reply === null
  if (isSilent && terms.isSpared?.() === true) return { kind: 'unconnected', failure: spared }
  return { kind: 'answered', service: serviceOf(recognition, course), rttMs: null }
}

class Interview {
  readonly #subject: Subject
  readonly #terms: Terms
  readonly #asked: string[] = []
  #questions = 0
  #answeredTo: string | null = null
  #reply: Reply | null = null
  /** Why nothing comes back, where that was told. */
  failure: DialFailure | null = null
  recognition: Recognition | null = null

  constructor(subject: Subject, terms: Terms) {
    this.#subject = subject
    this.#terms = terms
  }

  /** `connections` counts questions: UDP has none. */
  get course(): Course {
    return {
      behaviour: this.#reply === null && this.recognition === null ? 'silent' : 'answers',
      asked: this.#asked,
      answeredTo: this.#answeredTo,
      reply: this.#reply,
      connections: this.#questions,
      tls: null,
    }
  }

  async run(): Promise<void> {
    const { answer, port } = this.#subject
    if (answer !== undefined)
      await this.#withLine(this.#line(), (line) => this.#heed(line, new Reply(answer.bytes), null))
    const questions = [...datagramsFor(port, this.#terms.intensity)]
    const next = () => this.#ownQuestion() ?? questions.shift()
    for (let detector = next(); detector !== undefined; detector = next()) {
      if (this.#isOver) return
      if (!this.#isAsked(detector)) await this.#askOnLine(detector)
    }
  }

  /** With a question of its own, whatever was spent before. */
  async logIn(): Promise<void> {
    const door = doorOf(this.recognition, this.#subject, this.#terms)
    if (door === null || this.failure !== null || this.#terms.isSpared?.() === true) return
    const line = new DatagramLine(this.#subject, this.#terms, 1)
    line.attempts = 1
    try {
      await this.#withLine(line, async () => {
        const recognition = await logIn(door, line)
        if (this.recognition === null && recognition !== null) this.#answeredTo = nameOfLogin(door)
        this.recognition = recognition ?? this.recognition
      })
    } catch (error) {
      this.#terms.onFault(nameOfLogin(door), error)
    }
    if (line.questions > 0) this.#asked.push(nameOfLogin(door))
  }

  /** What answered to another detector's datagram is asked its own: that tells more. */
  #ownQuestion(): Detector | null {
    const detector = this.recognition?.detector
    return detector === undefined || this.#answeredTo === 'scan' || this.#isAsked(detector) ? null : detector
  }

  /** Its datagram has been sent: by us, or by the scan that was answered. */
  #isAsked(detector: Detector): boolean {
    const { answer, port } = this.#subject
    if (this.#asked.includes(detector.id)) return true
    const payload = payloadOf(detector)
    return answer !== undefined && payload !== undefined && payloadsFor(port).includes(payload)
  }

  get #isOver(): boolean {
    const { signal, deadline, isSpared } = this.#terms
    const isKnown = this.recognition !== null && isSure(this.recognition.match) && this.#ownQuestion() === null
    return (
      isKnown ||
      this.#terms.intensity === 0 ||
      this.failure !== null ||
      this.#budget <= 0 ||
      signal.aborted ||
      performance.now() > deadline ||
      isSpared?.() === true
    )
  }

  get #budget(): number {
    return mostConnections(this.#terms.intensity) - this.#questions
  }

  #line(detector?: Detector): DatagramLine {
    const payload = detector === undefined ? undefined : payloadOf(detector)
    return new DatagramLine(this.#subject, this.#terms, this.#budget, payload?.repliesFromOtherPort)
  }

  /** A line of its own for each question, so that no late reply is taken for another's. */
  async #withLine(line: DatagramLine, use: (line: DatagramLine) => Promise<void>): Promise<void> {
    try {
      await use(line)
    } finally {
      this.#questions += line.questions
      this.failure ??= line.failure
      line.close()
    }
  }

  #askOnLine(detector: Detector): Promise<void> {
    return this.#withLine(this.#line(detector), (line) => this.#ask(line, detector))
  }

  async #ask(line: DatagramLine, detector: Detector): Promise<void> {
    const datagram = detector.hello?.(line) ?? payloadOf(detector)!.build(line)
    // A try for luck is not made twice.
    const reply = await line.attempt(datagram, detector.ports.includes(line.port) ? 2 : 1)
    if (line.questions > 0) this.#asked.push(detector.id)
    if (!reply.isEmpty) await this.#heed(line, reply, detector.id)
  }

  /** Of replies that nobody knows the first is kept. */
  async #heed(line: DatagramLine, reply: Reply, asked: string | null): Promise<void> {
    const recognition = this.#recognised(reply, asked)
    const isKnown = recognition !== null && isSure(recognition.match)
    if (!isKnown && this.#reply !== null) return
    this.#reply = reply
    this.#answeredTo = asked ?? 'scan'
    this.recognition = recognition
    const isOwn = asked === null || asked === recognition?.detector.id
    if (isKnown && isOwn && !isFragileDevice(recognition.match.deviceType ?? null))
      await this.#askOn(line, recognition, reply)
  }

  #recognised(reply: Reply, asked: string | null): Recognition | null {
    try {
      return recognise(reply, { transport: 'udp', port: this.#subject.port, asked })
    } catch (error) {
      this.#terms.onFault('match', error)
      return null
    }
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
