import type { Lanes } from './lane.ts'
import type { WaveRunner } from './wave-runner.ts'

/** Hosts that are asked for before what came of it is looked at: fewer than are remembered at a time (link/neighbours.ts). */
const stretch = 32_768
/** Hosts that are looked at between two looks at the links. */
const mostAtOnce = 4096

export interface NeighbourSearchOptions {
  /** Hosts 0 to addressCount-1 are looked at; those that are not on a link are passed over. */
  readonly addressCount: number
  readonly runner: WaveRunner
  readonly lanes: Lanes
  readonly aborted: () => boolean
  readonly onTurn: () => void
  /** The hardware address of a host on a link is known: it is there. */
  readonly onFound: (addressIndex: number) => void
}

/** Asks for the hardware address of every host on the links, and returns when all have answered or been given up. @throws as WaveRunner.listen */
export function searchNeighbours({
  addressCount,
  runner,
  lanes,
  aborted,
  onTurn,
  onFound,
}: NeighbourSearchOptions): void {
  const stateOf = (addressIndex: number) => {
    const lane = runner.laneTo(addressIndex)
    return lane?.distance === 'onLink' ? lane.resolve(runner.address) : 'absent'
  }
  for (let first = 0; first < addressCount && !aborted(); first += stretch) {
    const end = Math.min(addressCount, first + stretch)
    for (let next = first; !aborted(); onTurn()) {
      const pause = Math.min(end, next + mostAtOnce)
      while (next < pause && stateOf(next) !== 'full') next++
      const quiet = lanes.outlets.every(({ neighbourhood }) => neighbourhood?.quiet ?? true)
      if (quiet && next === end) break
      if (!quiet) runner.listen()
    }
    for (let i = first; i < end; i++) if (stateOf(i) === 'known') onFound(i)
  }
}
