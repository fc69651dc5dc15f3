import { turnOf } from './awaited.ts'
import type { Lanes } from './lane.ts'
import { allQuiet, neighbourState } from './neighbour-search.ts'
import type { WaveRunner } from './wave-runner.ts'

export interface LateHostsOptions {
  /** By address index, as of `turnOf`; none: nobody is awaited. */
  readonly turns: Uint8Array | undefined
  /** Who had come in a former run, when that knew. */
  readonly came: readonly number[] | null
  readonly runner: WaveRunner
  readonly lanes: Lanes
}

/** The hosts of the links that are asked for their hardware addresses while the others are scanned already. */
export class LateHosts {
  readonly awaited: readonly number[]
  readonly #options: LateHostsOptions
  #came: readonly number[] | null

  constructor(options: LateHostsOptions) {
    const { turns = new Uint8Array(0), came } = options
    this.#options = options
    this.awaited = [...turns.keys()].filter((host) => turns[host] === turnOf.late)
    this.#came = this.awaited.length === 0 ? [] : came
  }

  /** Those that are there after all, by address index; null while they are awaited. */
  get came(): readonly number[] | null {
    return this.#came
  }

  /** Asks for those that nobody has asked for yet. */
  ask(): void {
    if (this.#came === null) for (const host of this.awaited) neighbourState(this.#options.runner, host)
  }

  /** Looks who has come. True when that has become known for all of them, just now. */
  look(): boolean {
    const { lanes, runner } = this.#options
    if (this.#came !== null || !allQuiet(lanes)) return false
    const states = this.awaited.map((host) => neighbourState(runner, host))
    if (states.includes('asking')) return false
    this.#came = this.awaited.filter((_, i) => states[i] === 'known')
    return true
  }
}
