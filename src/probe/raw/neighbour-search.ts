import type { NeighbourState } from '../../link/neighbours.ts'
import type { Lanes } from './lane.ts'
import type { WaveRunner } from './wave-runner.ts'

/** Hosts that are asked for before what came of it is looked at: fewer than are remembered at a time (link/neighbours.ts). */
const stretch = 32_768
/** Among no more hosts than this can some be awaited while the others are scanned. */
export const mostAwaited = stretch
/** Hosts that are looked at between two looks at the links. */
const mostAtOnce = 4096
/** Who is there answers within that of its first request, as a rule: a link has round trips of a millisecond. */
const firstAnswersMs = 50
/** No longer are those who have answered kept waiting, however many others there are. */
const longestHurryMs = 1000

export interface NeighbourSearchOptions {
  /** Hosts 0 to addressCount-1 are looked at; those that are not on a link are passed over. */
  readonly addressCount: number
  /** Which of them to look for. Default: all. */
  readonly isSought?: (addressIndex: number) => boolean
  readonly runner: WaveRunner
  readonly lanes: Lanes
  readonly aborted: () => boolean
  readonly onTurn: () => void
  /** The hardware address of a host on a link is known: it is there. */
  readonly onFound: (addressIndex: number) => void
  /** Returns when those have answered who do so at once, unless there are more than `mostAwaited`. Default false. */
  readonly hurries?: boolean
}

/**
 * Asks for the hardware address of every host on the links, and returns when all have answered or been given up; in a hurry some may still
 * be asked for, whenever the runner listens. @throws as WaveRunner.listen
 */
export function searchNeighbours(options: NeighbourSearchOptions): void {
  const { addressCount, isSought = () => true, runner, lanes, aborted, onTurn, onFound } = options
  const stateOf = (host: number) => (isSought(host) ? neighbourState(runner, host) : 'absent')
  const enough = options.hurries && addressCount <= mostAwaited ? firstAnswers(runner, lanes) : () => false
  for (let first = 0; first < addressCount && !aborted(); first += stretch) {
    const end = Math.min(addressCount, first + stretch)
    let asks = false
    for (let next = first; !aborted(); onTurn()) {
      const pause = Math.min(end, next + mostAtOnce)
      while (next < pause) {
        const state = stateOf(next)
        if (state === 'full') break
        asks ||= state === 'asking'
        next++
      }
      const quiet = allQuiet(lanes)
      if (next === end && (quiet || !asks || enough())) break
      if (!quiet) runner.listen()
    }
    for (let i = first; i < end; i++) if (stateOf(i) === 'known') onFound(i)
  }
}

/** What is known of a host on a link, which is asked for if need be. Who is on none counts as absent. */
export function neighbourState(runner: WaveRunner, addressIndex: number): NeighbourState {
  const lane = runner.laneTo(addressIndex)
  return lane?.distance === 'onLink' ? lane.resolve(runner.address) : 'absent'
}

/** Whether nobody is being asked for. */
export function allQuiet({ outlets }: Lanes): boolean {
  return outlets.every(({ neighbourhood }) => neighbourhood?.quiet ?? true)
}

/** Tells when all that answer at once have had the time to. */
function firstAnswers(runner: WaveRunner, { outlets }: Lanes): () => boolean {
  let beganAt = -1
  let askedAt = Infinity
  return () => {
    const { now } = runner
    if (beganAt < 0) beganAt = now
    const allAsked = outlets.every(({ neighbourhood }) => neighbourhood?.allAsked ?? true)
    askedAt = allAsked ? Math.min(askedAt, now) : Infinity
    return now >= askedAt + firstAnswersMs || now >= beganAt + longestHurryMs
  }
}
