import type { Behaviour, Service } from '../../model/service.ts'
import type { Detector, Match } from '../detector.ts'
import http2 from '../detectors/http2.ts'
import { isFragileDevice } from '../fragile-devices.ts'
import { mostConnections, queryIntensity, versionsIntensity } from '../limits.ts'
import { nameOf, type Question, questionsFor } from '../questions.ts'
import { detectorsAt, isSure, type Recognition, recognise } from '../recognise.ts'
import { longestReply, type Reply } from '../reply.ts'
import { serviceOf } from '../service-of.ts'
import type { DialFailure } from './connection.ts'
import { Line } from './line.ts'
import { doorOf, logIn, nameOfLogin } from './log-in.ts'
import type { Outcome } from './outcome.ts'
import type { Subject, Terms } from './subject.ts'

/** Asks one TCP endpoint what it is, connection by connection, until it is known or the budget is spent. */
export async function interviewTcp(subject: Subject, terms: Terms): Promise<Outcome> {
  const interview = new Interview(subject, terms)
  try {
    const failure = await interview.run()
    if (failure !== null) return { kind: 'unconnected', failure }
    return { kind: 'answered', service: interview.service(), rttMs: interview.rttMs }
  } finally {
    interview.close()
  }
}

class Interview {
  readonly #subject: Subject
  readonly #terms: Terms
  readonly #line: Line
  readonly #asked: string[] = []
  #behaviour: Behaviour = 'silent'
  #recognition: Recognition | null = null
  #reply: Reply | null = null
  #answeredTo: string | null = null

  constructor(subject: Subject, terms: Terms) {
    this.#subject = subject
    this.#terms = terms
    const own = detectorsAt(subject.port).map((detector) => detector.mostConnections ?? Infinity)
    this.#line = new Line(subject, terms, Math.min(mostConnections(terms.intensity), ...own))
  }

  /** Null when it came to a connection. */
  async run(): Promise<DialFailure | null> {
    const failure = await this.#line.dial()
    if (failure !== null) return failure
    if (!(await this.#isToldAtOnce()) && !this.#isEarlyTalkPunished()) await this.#askAll(false)
    await this.#askVersions()
    await this.#logIn()
    return null
  }

  /** Of the first connection, in milliseconds. */
  get rttMs(): number | null {
    return this.#line.rttMs
  }

  service(): Service {
    const { connections, tls } = this.#line
    return serviceOf(this.#recognition, {
      behaviour: this.#behaviour,
      asked: this.#asked,
      answeredTo: this.#answeredTo,
      reply: this.#reply,
      connections,
      tls,
    })
  }

  close(): void {
    this.#line.close()
  }

  /** Whether it spoke first, or hung up at once: there is nothing more to ask then. */
  async #isToldAtOnce(): Promise<boolean> {
    const { slowGreetingMs, greetingMs } = this.#line.waits
    const greeting = await this.#line.listen(this.#isSlow() ? slowGreetingMs : greetingMs)
    if (!greeting.isEmpty) {
      await this.#heed(greeting, null)
      return true
    }
    if (this.#line.ending === null) return false
    await this.#noteSilence()
    return true
  }

  /** Each question on a fresh connection, but for the first: nothing has been said on that one yet. */
  async #askAll(isTls: boolean): Promise<void> {
    for (const [i, question] of questionsFor(this.#subject.port, isTls, this.#terms.intensity).entries()) {
      if (this.#asked.includes(this.#nameOf(question))) continue
      if (this.#line.isOver || (i > 0 && !(await this.#line.reconnect()))) return
      this.#asked.push(this.#nameOf(question))
      if (await this.#isAnswered(question)) return
    }
  }

  async #isAnswered(question: Question): Promise<boolean> {
    if (question.kind === 'tls') return this.#isTls()
    const { hello, isWhole, id, ports, tlsPorts = [] } = question.detector
    const { answerMs, guessMs } = this.#line.waits
    const isOwn = [...ports, ...tlsPorts].includes(this.#subject.port)
    this.#line.send(hello!(this.#line))
    const reply = await this.#line.listen(isOwn ? answerMs : guessMs, isWhole)
    return reply.isEmpty ? this.#noteSilence() : this.#heed(reply, id)
  }

  /** Whether it speaks TLS; then all further questions are asked inside. */
  async #isTls(): Promise<boolean> {
    const shaken = await this.#line.secure()
    if (shaken.kind === 'other') return shaken.reply.isEmpty ? this.#noteSilence() : this.#heed(shaken.reply, 'tls')
    this.#answeredTo = 'tls'
    this.#recognition = null
    this.#behaviour = shaken.kind === 'stalled' ? 'stalls-in-tls' : 'answers'
    this.#reply = shaken.kind === 'secured' ? null : shaken.reply
    if (shaken.kind === 'secured' && !(await this.#isToldAtOnce())) await this.#askAll(true)
    if (shaken.kind !== 'stalled' && this.#recognition === null) await this.#askByAlpn()
    return true
  }

  /** Who speaks HTTP/2 alone hangs up on whoever does not offer it as the hands are shaken. */
  async #askByAlpn(): Promise<void> {
    const { tls } = this.#line
    // Any other alert says what it wants instead.
    if (tls === null || (tls.alert !== null && tls.alert !== 'no application protocol')) return
    this.#line.alpn = 'h2'
    if (!(await this.#line.reconnect())) return
    if (this.#line.tls?.alpn !== 'h2') this.#line.tls = tls
    else if (!(await this.#isToldAtOnce())) await this.#askHttp2()
  }

  async #askHttp2(): Promise<void> {
    const question: Question = { kind: 'hello', detector: http2 }
    this.#asked.push(this.#nameOf(question))
    await this.#isAnswered(question)
  }

  /** How silence looked: what came of an earlier question counts for more than that of a later one. */
  async #noteSilence(): Promise<false> {
    if (this.#behaviour !== 'silent') return false
    const { ending } = this.#line
    if (ending === 'reset') this.#behaviour = 'resets'
    else if (ending === 'closed') this.#behaviour = 'closes'
    else if (this.#asked.length > 0) this.#behaviour = await this.#line.silence()
    return false
  }

  /** Whether the reply tells for sure what it is; then it is asked on. */
  async #heed(reply: Reply, asked: string | null): Promise<boolean> {
    const recognition = this.#recognised(reply, asked)
    const isKnown = recognition !== null && isSure(recognition.match)
    if (!isKnown && this.#reply !== null) return false
    this.#recognition = recognition
    this.#reply = reply
    this.#answeredTo = asked
    this.#behaviour = asked !== null ? 'answers' : reply.length >= longestReply ? 'floods' : 'greets'
    if (isKnown && isFragileDevice(recognition.match.deviceType ?? null)) return true
    if (recognition !== null && (await this.#isToldByItsOwn(recognition.detector, asked))) return true
    if (!isKnown) return false
    // What it is asked on may show that it is somebody else.
    return isSure(await this.#askOn(recognition, reply))
  }

  #recognised(reply: Reply, asked: string | null): Recognition | null {
    try {
      return recognise(reply, { transport: 'tcp', port: this.#subject.port, asked })
    } catch (error) {
      this.#terms.onFault('match', error)
      return null
    }
  }

  /** What answered to somebody else's question is asked its own: that tells more, and makes a guess sure. */
  async #isToldByItsOwn(detector: Detector, asked: string | null): Promise<boolean> {
    const name = this.#nameOf({ kind: 'hello', detector })
    if (asked === null || detector.hello === undefined || this.#asked.includes(name)) return false
    this.#keepWithin(detector)
    if (!(await this.#line.reconnect())) return false
    this.#asked.push(name)
    const before = this.#recognition
    const isKnown = await this.#isAnswered({ kind: 'hello', detector })
    if (isKnown) this.#addFrom(before)
    return isKnown
  }

  /** What only the first answer named: a proxy of Tor says so to HTTP alone. */
  #addFrom(before: Recognition | null): void {
    const { detector, match } = this.#recognition!
    if (detector !== before?.detector || match.product !== undefined) return
    const { product, version, vendor, os, cpe } = before.match
    this.#recognition = { detector, match: { ...match, product, version, vendor, os, cpe } }
  }

  #nameOf(question: Question): string {
    return this.#line.isTls ? `${nameOf(question)} in tls` : nameOf(question)
  }

  #keepWithin({ mostConnections: own = Infinity }: Detector): void {
    this.#line.budget = Math.min(mostConnections(this.#terms.intensity), own)
  }

  /** Lets the detector speak with what it recognised. When that fails, what it had matched stands. */
  async #askOn({ detector, match }: Recognition, reply: Reply): Promise<Match> {
    this.#keepWithin(detector)
    if (detector.converse === undefined || this.#terms.intensity < queryIntensity) return match
    try {
      const learned = await detector.converse(this.#line, match, reply)
      this.#recognition = { detector, match: learned }
      return learned
    } catch (error) {
      this.#terms.onFault(detector.id, error)
      return match
    }
  }

  /** Which versions of TLS it takes, where TLS is there from the first byte, and whether a web server would rather speak HTTP/2. */
  async #askVersions(): Promise<void> {
    const { tls } = this.#line
    const isAsked =
      this.#terms.intensity >= versionsIntensity && !isFragileDevice(this.#recognition?.match.deviceType ?? null)
    if (!isAsked || tls === null || tls.startTls !== null || tls.version === null) return
    const supported = await this.#line.supportedVersions()
    const isWeb = this.#recognition?.match.protocol === 'http'
    const alpn = tls.alpn ?? (isWeb ? await this.#line.chosenOf('h2') : null)
    this.#line.tls = { ...tls, alpn, supported: supported === null ? null : [...supported] }
  }

  /** Over a connection of its own, whatever was spent before. */
  async #logIn(): Promise<void> {
    const door = doorOf(this.#recognition, this.#subject, this.#terms)
    if (door === null) return
    this.#line.budget = Math.max(this.#line.budget, this.#line.connections + 1)
    if (!(await this.#line.reconnect())) return
    this.#asked.push(nameOfLogin(door))
    try {
      this.#recognition = (await logIn(door, this.#line)) ?? this.#recognition
    } catch (error) {
      this.#terms.onFault(nameOfLogin(door), error)
    }
  }

  /** Whether the usual service of the port looks up our name before it speaks. */
  #isSlow(): boolean {
    const { port } = this.#subject
    const { isTls } = this.#line
    return detectorsAt(port).some(
      ({ greets, ports, tlsPorts = [] }) => greets === 'slowly' && (isTls ? tlsPorts : ports).includes(port),
    )
  }

  #isEarlyTalkPunished(): boolean {
    const { port } = this.#subject
    return detectorsAt(port).some(({ punishesEarlyTalk, ports }) => punishesEarlyTalk && ports.includes(port))
  }
}
