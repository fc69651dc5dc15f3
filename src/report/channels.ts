import type { Writable } from 'node:stream'
import { UsageError } from '../lib/errors.ts'
import type { Outlet } from './outlet.ts'
import { openOutlet } from './outlet.ts'
import type { Destination, OutputTarget } from './output-file.ts'
import { openOutputFile, reasonOf, resolveOutput, standardOutput } from './output-file.ts'

/**
 * How it ended: everything was taken; `unwanted`, every reader went away before the end; `failed`, a place could not be
 * written, which `warn` has told.
 */
export type Delivery = 'whole' | 'unwanted' | 'failed'

/** Every place that text goes to, side by side: one that fails does not stop the others. */
export interface Channels {
  /** Aborted when no place is left that takes anything (`| head` has read enough): the work may stop. */
  readonly unwanted: AbortSignal
  /** One text for each place. Resolves when all can take more. */
  push(texts: readonly string[]): Promise<void>
  /** There is no more text for this one, because of that error: it counts like one of writing. */
  fail(place: number, error: unknown): Promise<void>
  /** Gives the files their names. */
  commit(): Promise<Delivery>
  /** Leaves the files under their `.partial` names, and `warn` says where. */
  keep(): Promise<void>
}

export interface ChannelOptions {
  readonly stdout: Writable
  /** Takes one line for standard error. */
  warn(line: string): void
}

interface Channel {
  readonly outlet: Outlet
  /** A failure is told once. */
  told: boolean
}

/** Null is standard output. UsageError, and nothing left behind, when one of them cannot be opened or two are the same. */
export async function openChannels(paths: readonly (string | null)[], options: ChannelOptions): Promise<Channels> {
  const destinations = await openDestinations(paths, options.stdout)
  const channels = destinations.map((destination): Channel => ({ outlet: openOutlet(destination), told: false }))
  const { warn } = options
  const unwanted = new AbortController()

  /** Tells of new failures, and stops the work when nobody is left to take its results. */
  async function check(): Promise<void> {
    for (const channel of channels) {
      if (channel.outlet.failure === null || channel.told) continue
      channel.told = true
      if (channel.outlet.gone) continue
      const { destination, failure } = channel.outlet
      const kept = await destination.keep().catch(() => null)
      warn(`${destination.name}: ${reasonOf(failure)}${kept === null ? '' : `; what was written is in ${kept}`}`)
    }
    if (channels.length > 0 && channels.every(({ outlet }) => outlet.failure !== null)) unwanted.abort()
  }

  return {
    unwanted: unwanted.signal,
    async push(texts) {
      await Promise.all(channels.map(({ outlet }, i) => outlet.push(texts[i]!)))
      if (channels.some(({ outlet, told }) => outlet.failure !== null && !told)) await check()
    },
    async fail(place, error) {
      await channels[place]!.outlet.settle(() => Promise.reject(error))
      await check()
    },
    async commit() {
      await Promise.all(channels.map(({ outlet }) => outlet.settle(() => outlet.destination.commit())))
      await check()
      if (channels.some(({ outlet }) => outlet.failure !== null && !outlet.gone)) return 'failed'
      return unwanted.signal.aborted ? 'unwanted' : 'whole'
    },
    async keep() {
      for (const { outlet } of channels) {
        await outlet.settle(async () => {
          const kept = await outlet.destination.keep()
          if (kept !== null) warn(`${outlet.destination.name} is not complete; what was written is in ${kept}`)
        })
      }
      await check()
    },
  }
}

async function openDestinations(paths: readonly (string | null)[], stdout: Writable): Promise<Destination[]> {
  const targets = await Promise.all(paths.map(async (path) => (path === null ? null : resolveOutput(path))))
  mustDiffer(paths, targets)
  const opened: Destination[] = []
  try {
    for (const [i, target] of targets.entries()) {
      opened.push(target === null ? standardOutput(stdout) : await openOutputFile(paths[i]!, target))
    }
  } catch (error) {
    await Promise.all(opened.map((destination) => destination.discard()))
    throw error
  }
  return opened
}

function mustDiffer(paths: readonly (string | null)[], targets: readonly (OutputTarget | null)[]): void {
  const seen = new Set<string | null>()
  for (const [i, target] of targets.entries()) {
    const path = target === null ? null : target.path
    if (seen.has(path)) {
      const name = paths[i] ?? null
      throw new UsageError(
        `two outputs go to ${name === null ? 'standard output' : JSON.stringify(name)}; give each its own`,
      )
    }
    seen.add(path)
  }
}
