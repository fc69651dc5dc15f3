import { type Mark, type SavedWaves, type SavedWindow, settledMark } from './marks.ts'
import { Window } from './window.ts'

/** What the waves ask while they go along: it changes with what is seen of the path. */
export interface WaveTiming {
  /** Attempts that a silent endpoint of this stretch deserves. */
  attempts(window: Window): number
  /** How long an answer may take, in ms: about two round trips. */
  answerMs(): number
}

export interface WavesOptions {
  /** Positions 0 to total-1 are walked. */
  readonly total: number
  /** So many there may come to be (`extend`). Default: as many as there are. */
  readonly mostTotal?: number
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
  /** Where a former walk was, as its `saved` said, and the time now. */
  readonly resume?: { readonly from: SavedWaves; readonly nowMs: number }
}

/** 2^20 endpoints take 8.1 MiB: three windows keep a sender of a million a second busy while each waits its turn. */
export const defaultWindowSize = 2 ** 20
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
  /** Offsets to ask before it goes on from `offset`: a former run had set them aside. */
  again: number[]
  /** Where it was. The first is from so long ago that whoever would answer has. */
  marks: Mark[]
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
  #total: number
  /** First position that is in no window yet. */
  #begun: number

  constructor(options: WavesOptions) {
    const { resume, total, mostTotal = total } = options
    this.#options = options
    this.#total = total
    this.#begun = resume?.from.begun ?? 0
    this.#windowSize = Math.min(options.windowSize ?? defaultWindowSize, Math.max(1, mostTotal - this.#begun))
    this.#mostWindows = options.mostWindows ?? defaultWindows
    for (const saved of resume?.from.windows ?? []) this.#passes.push(this.#resumed(saved, resume?.nowMs ?? 0))
  }

  get ended(): boolean {
    return this.#passes.length === 0 && this.#begun >= this.#total
  }

  /** Positions have come up beyond those that there were. */
  extend(total: number): void {
    this.#total = total
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
      if (pass.again.length > 0) {
        const offset = pass.again.pop()!
        if (window.isSettled(offset)) continue
        pass.held += 1
        this.attempt = pass.attempt
        return window.first + offset
      }
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

  /** Whether an endpoint is settled, or its window is over. */
  isDone(position: number): boolean {
    const window = this.windowOf(position)
    return window === null ? position < this.#begun : window.isSettled(position - window.first)
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

  /** Remembers where it is, for `saved`. Nothing that `next` gave waits to leave, but for the positions set aside. */
  mark(nowMs: number, setAside: readonly number[]): void {
    for (const pass of this.#passes) {
      const { window, attempt, offset, spanned, marks } = pass
      const waiting = setAside.filter((position) => window.holds(position)).map((position) => position - window.first)
      marks.push({ at: nowMs, attempt, offset, spanned, again: [...waiting, ...pass.again] })
      marks.splice(0, settledMark(marks, nowMs - this.#options.timing.answerMs()))
    }
  }

  /** Where to go on from, so that nobody is passed over: who may still have been about to answer is asked once more. */
  saved(nowMs: number): SavedWaves {
    return { begun: this.#begun, windows: this.#passes.map((pass) => this.#savedPass(pass, nowMs)) }
  }

  #savedPass({ window, marks }: Pass, nowMs: number): SavedWindow {
    const { attempt, offset, spanned, again } = marks[settledMark(marks, nowMs - this.#options.timing.answerMs())]!
    const { first, size, settledBits } = window
    const unsettled = again.filter((each) => !window.isSettled(each))
    return { first, size, attempt, offset, spanned, again: unsettled, settled: settledBits }
  }

  #passOf(position: number): Pass | null {
    for (let i = 0; i < this.#passes.length; i++) {
      const pass = this.#passes[i]!
      if (pass.window.holds(position)) return pass
    }
    return null
  }

  get #mayBegin(): boolean {
    return this.#begun < this.#total && this.#passes.length < this.#mostWindows
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
  #attemptsFor({ window, least, attempt, spanned }: Pass): number {
    const deserved = Math.max(least, this.#options.timing.attempts(window))
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
    window.reset(this.#begun, Math.min(window.capacity, this.#total - this.#begun))
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
      again: [],
      marks: [{ at: -Infinity, attempt: 0, offset: 0, spanned: false, again: [] }],
    }
    this.#passes.push(pass)
    return pass
  }

  /** Of a window that a former run was at. Its earlier attempts count as made just now: they are to be kept apart from what follows. */
  #resumed({ first, size, settled, again, ...mark }: SavedWindow, nowMs: number): Pass {
    const window = new Window(Math.max(size, this.#windowSize))
    window.resume(first, size, settled)
    return {
      window,
      ...mark,
      least: 0,
      held: 0,
      closing: false,
      begunAt: nowMs,
      firstThroughAt: mark.attempt > 0 ? nowMs : Infinity,
      throughAt: mark.attempt > 0 ? nowMs : -Infinity,
      notBefore: 0,
      again: [...again],
      marks: [{ at: -Infinity, again, ...mark }],
    }
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
