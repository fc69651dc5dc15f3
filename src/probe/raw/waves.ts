import { Window } from './window.ts'

/** What the waves ask while they go along: it changes with what is seen of the path. */
export interface WaveTiming {
  /** Attempts that a silent endpoint deserves. */
  attempts(): number
  /** How long an answer may take, in ms: about two round trips. */
  answerMs(): number
}

export interface WavesOptions {
  /** Positions 0 to total-1 are walked. */
  readonly total: number
  readonly timing: WaveTiming
  /** So many attempts at this stretch have been made and waited for: all. Its endpoints that are not settled stayed silent. */
  readonly onEnd: (window: Window, attempts: number) => void
  /** So many attempts at this stretch have been made, and are still waited for. */
  readonly onThrough?: (window: Window, attempts: number) => void
  /** Called now and then while a stretch waits for its next attempt; so many have been made. */
  readonly whileWaiting?: (window: Window, attempts: number, nowMs: number) => void
  /** Before `onEnd`, unless all are settled: whether to end, to make one more attempt, or to ask this again a little later. */
  readonly atEnd?: (window: Window, attempts: number, nowMs: number) => 'end' | 'again' | 'wait'
  /** Endpoints to a window, and windows under way at once. */
  readonly windowSize?: number
  readonly mostWindows?: number
}

/** 2^20 endpoints take 8.1 MiB: three windows keep a sender of a million a second busy while each waits its turn. */
const defaultWindowSize = 2 ** 20
const defaultWindows = 3
/** Between two attempts at least, in ms: back-to-back probes die together. */
const leastGapMs = 50
/** The last attempt comes at least this long after the first: what swallowed the first may be over by then. */
const leastSpanMs = 1000
/** When `atEnd` is asked again. */
const waitMs = 5

/** The attempts at one window, one after the other. */
interface Pass {
  readonly window: Window
  attempt: number
  /** Attempts that it gets at least. */
  least: number
  /** Where it is; `size` when it is through. */
  offset: number
  /** Endpoints of this attempt that were handed out and are not asked yet. */
  held: number
  /** All of this attempt are handed out, and some are not asked yet. */
  closing: boolean
  /** When the first attempt began, and when it was through: the last comes `leastSpanMs` later, endpoint by endpoint. */
  begunAt: number
  firstThroughAt: number
  /** Whether there has been, or is now, such a last attempt; more may follow it when silence turns out to deserve them. */
  spanned: boolean
  /** When the attempt before was through. */
  throughAt: number
  /** It goes on at this time at the earliest, whatever else is due. */
  notBefore: number
}

/**
 * Walks the positions of a scan in windows, and each window in passes: the first asks every endpoint, the later ones those that
 * stayed silent, a while after the one before. While a window waits the next ones are asked, so that the wait costs no time.
 */
export class Waves {
  /** Of the position that `next` gave last: 0 for its first. */
  attempt = 0
  readonly #options: WavesOptions
  readonly #windowSize: number
  readonly #mostWindows: number
  readonly #passes: Pass[] = []
  readonly #spare: Window[] = []
  #current: Pass | null = null
  /** First position that is in no window yet. */
  #begun: number

  /** `from`: positions before it are done with. */
  constructor(options: WavesOptions, from = 0) {
    this.#options = options
    this.#begun = from
    this.#windowSize = Math.min(options.windowSize ?? defaultWindowSize, Math.max(1, options.total - from))
    this.#mostWindows = options.mostWindows ?? defaultWindows
  }

  get ended(): boolean {
    return this.#passes.length === 0 && this.#begun >= this.#options.total
  }

  /** Every position before this one is done with, for good. */
  get doneBefore(): number {
    return this.#passes[0]?.window.first ?? this.#begun
  }

  /** The next position to ask; -1 when there is none at the moment (see `readyAt`). */
  next(nowMs: number): number {
    for (;;) {
      const pass = this.#current ?? this.#choose(nowMs)
      if (pass === null) return -1
      this.#current = pass
      const { window } = pass
      const offset = window.nextUnsettled(pass.offset)
      if (offset < window.size) {
        if (this.#tooSoon(pass, offset, nowMs)) continue
        pass.offset = offset + 1
        pass.held += 1
        this.attempt = pass.attempt
        return window.first + offset
      }
      this.#current = null
      if (pass.held === 0) this.#through(pass, nowMs)
      else pass.closing = true
    }
  }

  /** The last attempt may be faster than the first, and must not come closer to it for that. */
  #tooSoon(pass: Pass, offset: number, nowMs: number): boolean {
    if (pass.attempt === 0 || !pass.spanned || nowMs >= pass.firstThroughAt + leastSpanMs) return false
    const leftMs = leastSpanMs - pass.window.sinceFirstAsked(offset, nowMs)
    if (leftMs <= 0) return false
    pass.notBefore = nowMs + leftMs
    this.#current = null
    return true
  }

  /** The endpoint that `next` gave has been asked, or will not be. Its attempt is not through before all of it are. */
  asked(position: number, nowMs: number): void {
    const pass = this.#passOf(position)
    if (pass === null) return
    const { window } = pass
    window.asked(position - window.first, nowMs, pass.attempt === 0)
    pass.held -= 1
    if (pass.held === 0 && pass.closing) this.#through(pass, nowMs)
  }

  /** Probes that were handed out have left only now: whatever is waited for is waited for anew. */
  heldUp(nowMs: number): void {
    for (const pass of this.#passes) {
      pass.throughAt = nowMs
      if (pass.attempt > 1 || (pass.attempt === 1 && pass.offset > 0)) continue
      pass.begunAt = nowMs
      pass.firstThroughAt = nowMs
    }
  }

  /** The attempt that an endpoint under way was asked last. */
  attemptAt(position: number): number {
    const pass = this.#passOf(position)
    if (pass === null) return -1
    return position - pass.window.first < pass.offset ? pass.attempt : pass.attempt - 1
  }

  /** When `next` may have something, in ms; Infinity when nothing is left. */
  get readyAt(): number {
    if (this.#current !== null || this.#mayBegin) return 0
    let earliest = Infinity
    for (const pass of this.#passes) earliest = Math.min(earliest, this.#readyAt(pass))
    return earliest
  }

  /** The window that a position is in; null when it is in none that is under way. */
  windowOf(position: number): Window | null {
    return this.#passOf(position)?.window ?? null
  }

  /** An endpoint is settled. True when it was not before, and its window is under way. */
  settle(position: number): boolean {
    const window = this.windowOf(position)
    return window?.settle(position - window.first) ?? false
  }

  #passOf(position: number): Pass | null {
    for (let i = 0; i < this.#passes.length; i++) {
      const pass = this.#passes[i]!
      if (pass.window.holds(position)) return pass
    }
    return null
  }

  get #mayBegin(): boolean {
    return this.#begun < this.#options.total && this.#passes.length < this.#mostWindows
  }

  /** The oldest pass that may go on, else a new window. */
  #choose(nowMs: number): Pass | null {
    for (let i = 0; i < this.#passes.length; i++) {
      const pass = this.#passes[i]!
      const over = pass.window.settled === pass.window.size && pass.held === 0
      if (!over && this.#readyAt(pass) > nowMs) {
        if (pass.offset === 0) this.#options.whileWaiting?.(pass.window, pass.attempt, nowMs)
        continue
      }
      if (!over && pass.attempt < this.#attemptsFor(pass)) return this.#goOn(pass, nowMs)
      const verdict = over ? 'end' : (this.#options.atEnd?.(pass.window, pass.attempt, nowMs) ?? 'end')
      if (verdict !== 'end') {
        if (verdict === 'again') pass.least = pass.attempt + 1
        pass.notBefore = nowMs + waitMs
        continue
      }
      this.#end(pass)
      i -= 1
    }
    return this.#mayBegin ? this.#begin(nowMs) : null
  }

  /** However many attempts are deserved: when there are several, one of them comes long after the first. */
  #attemptsFor({ least, attempt, spanned }: Pass): number {
    const deserved = Math.max(least, this.#options.timing.attempts())
    return deserved > 1 && !spanned ? Math.max(deserved, attempt + 1) : deserved
  }

  #isLast(pass: Pass): boolean {
    return pass.attempt === this.#attemptsFor(pass) - 1
  }

  #goOn(pass: Pass, nowMs: number): Pass {
    if (pass.attempt > 0 && !pass.spanned && (this.#isLast(pass) || nowMs >= pass.firstThroughAt + leastSpanMs)) {
      pass.spanned = true
      pass.least = pass.attempt + 1
    }
    return pass
  }

  /** Asked anew each time: answers may turn out to take longer, or silence to deserve more attempts, than when the last was through. */
  #readyAt(pass: Pass): number {
    if (pass.closing) return Infinity
    if (pass.attempt === 0 || pass.offset > 0) return pass.notBefore
    const due = Math.max(pass.notBefore, pass.throughAt + this.#gapMs)
    return !pass.spanned && this.#isLast(pass) ? Math.max(due, pass.begunAt + leastSpanMs) : due
  }

  get #gapMs(): number {
    return Math.max(leastGapMs, this.#options.timing.answerMs())
  }

  #begin(nowMs: number): Pass {
    const window = this.#spare.pop() ?? new Window(this.#windowSize)
    window.reset(this.#begun, Math.min(window.capacity, this.#options.total - this.#begun))
    this.#begun += window.size
    const pass = {
      window,
      attempt: 0,
      least: 0,
      offset: 0,
      held: 0,
      closing: false,
      begunAt: nowMs,
      firstThroughAt: Infinity,
      spanned: false,
      throughAt: -Infinity,
      notBefore: 0,
    }
    this.#passes.push(pass)
    return pass
  }

  /** An attempt at all of a window has been made. */
  #through(pass: Pass, nowMs: number): void {
    if (pass.attempt === 0) pass.firstThroughAt = nowMs
    pass.attempt += 1
    pass.offset = 0
    pass.closing = false
    pass.throughAt = nowMs
    this.#options.onThrough?.(pass.window, pass.attempt)
  }

  #end(pass: Pass): void {
    this.#passes.splice(this.#passes.indexOf(pass), 1)
    this.#options.onEnd(pass.window, pass.attempt)
    this.#spare.push(pass.window)
  }
}
