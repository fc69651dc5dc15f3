import { OperationError } from '../../lib/errors.ts'
import { reservePort } from '../../libc/reserved-ports.ts'
import { close } from '../../libc/socket.ts'
import type { Transport } from '../../model/unions.ts'
import { ownPorts, type SourcePorts } from './source-ports.ts'

/** Blocks of ports that are tried before giving up. */
const mostTries = 64
const { first, last } = ownPorts

export interface ReservedPorts {
  readonly ports: SourcePorts
  /** Gives them back. */
  release(): void
}

/**
 * Reserves `count` ports in a row for TCP and as many for UDP, at a place chosen by chance.
 * @throws OperationError when there are none; SystemCallError EMFILE
 */
export function reserveSourcePorts(count: number, random: () => number): ReservedPorts {
  const tcp = reserveBlock('tcp', count, random)
  try {
    const udp = reserveBlock('udp', count, random)
    return {
      ports: { tcp: tcp.first, udp: udp.first, count },
      release() {
        for (const fd of [...tcp.descriptors, ...udp.descriptors]) close(fd)
      },
    }
  } catch (error) {
    for (const fd of tcp.descriptors) close(fd)
    throw error
  }
}

interface Block {
  readonly first: number
  readonly descriptors: readonly number[]
}

function reserveBlock(transport: Transport, count: number, random: () => number): Block {
  for (let tries = 0; tries < mostTries; tries++) {
    const start = first + (random() % (last - first - count))
    const descriptors = reserveRun(transport, start, count)
    if (descriptors !== null) return { first: start, descriptors }
  }
  throw new OperationError(`no ${count} free ${transport.toUpperCase()} ports in a row between ${first} and ${last}`)
}

function reserveRun(transport: Transport, start: number, count: number): number[] | null {
  const descriptors: number[] = []
  let complete = false
  try {
    for (let port = start; port < start + count; port++) {
      const fd = reservePort(transport, port)
      if (fd === null) return null
      descriptors.push(fd)
    }
    complete = true
    return descriptors
  } finally {
    if (!complete) for (const each of descriptors) close(each)
  }
}
