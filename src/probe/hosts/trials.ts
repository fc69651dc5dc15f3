import type { Attempt } from '../attempt.ts'
import { FAILED, isOpen, NO_RESPONSE } from '../results/outcome.ts'
import type { Folding, Trial } from './folding.ts'

/** Loss must not acquit a host, so a silent port of a trial is tried again. */
const mostAttempts = 3

interface TrialPort {
  readonly trial: Trial
  readonly port: number
  attempts: number
}

/** The ports of trials (folding.ts) that are still to be tried. Their attempts have positions below 0. */
export class Trials {
  readonly #folding: Folding
  readonly #ports = new Map<number, TrialPort>()
  readonly #toSend: number[] = []
  #lastId = 0

  constructor(folding: Folding) {
    this.#folding = folding
  }

  get waiting(): number {
    return this.#toSend.length
  }

  begin(trial: Trial): void {
    for (const port of trial.ports) {
      const id = ++this.#lastId
      this.#ports.set(id, { trial, port, attempts: 0 })
      this.#toSend.push(id)
    }
  }

  /** Writes the next one into `out`, if there is one. */
  next(out: Attempt): boolean {
    const id = this.#toSend.shift()
    if (id === undefined) return false
    const { trial, port, attempts } = this.#ports.get(id)!
    out.position = -id
    out.addressIndex = trial.addressIndex
    out.row = trial.key >>> 1
    out.family = trial.family
    out.transport = trial.transport
    out.port = port
    out.attempts = attempts
    out.failures = 0
    out.sentAt = 0
    return true
  }

  settle(position: number, outcome: number): void {
    const id = -position
    const trialPort = this.#ports.get(id)
    if (trialPort === undefined) return
    const silent = outcome >= FAILED || outcome === NO_RESPONSE
    trialPort.attempts += 1
    if (silent && trialPort.attempts < mostAttempts) {
      this.#toSend.push(id)
      return
    }
    this.#ports.delete(id)
    this.#folding.tried(trialPort.trial, trialPort.port, silent ? null : isOpen(outcome))
  }
}
