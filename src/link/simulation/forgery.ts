import { chance, type Random } from '../../lib/random.ts'
import { emitTcp, TCP_ACK, TCP_RST, TCP_SYN, type TcpSegment } from '../../wire/tcp.ts'
import { emitUdp } from '../../wire/udp.ts'

/** What was asked: addresses as bytes of their own. */
export interface Asked {
  readonly source: Uint8Array
  readonly destination: Uint8Array
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
}

export interface Forged {
  readonly source: Uint8Array
  readonly protocol: 6 | 17
  readonly emit: (bytes: Uint8Array, at: number) => number
}

/** Packets that nobody sent who was asked, made up when a segment is seen. */
export type Forger = (asked: Asked) => Forged[]

const nothing = new Uint8Array(0)

/**
 * Answers to a share of the segments as somebody would make them up who does not see what we send, or sees it and gets it wrong: wrong
 * number, other port, other address, other own port; and segments of conversations that are not ours.
 */
export function forger(share: number, random: Random): Forger {
  return (asked) => {
    if (chance(random) >= share) return []
    const right: TcpSegment = {
      sourcePort: asked.destinationPort,
      destinationPort: asked.sourcePort,
      sequence: random(),
      acknowledgement: (asked.sequence + 1) >>> 0,
      flags: chance(random) < 0.5 ? TCP_SYN | TCP_ACK : TCP_RST | TCP_ACK,
      window: 65_535,
      options: {},
      payload: nothing,
    }
    const neighbour = asked.destination.slice()
    neighbour[neighbour.length - 1]! ^= 1 + (random() % 255)
    const from = (source: Uint8Array, changes: Partial<TcpSegment>): Forged => ({
      source,
      protocol: 6,
      emit: (bytes, at) => emitTcp({ ...right, ...changes }, bytes, at),
    })
    const { destination } = asked
    return [
      from(destination, { acknowledgement: random() }),
      from(destination, { acknowledgement: asked.sequence }),
      from(destination, { flags: TCP_SYN }),
      from(destination, { flags: TCP_RST }),
      from(destination, { flags: TCP_RST, sequence: (asked.sequence + 1) >>> 0 }),
      from(destination, { flags: TCP_ACK }),
      from(destination, { sourcePort: right.sourcePort ^ 1 }),
      from(destination, { destinationPort: right.destinationPort ^ 1 }),
      from(destination, { destinationPort: right.destinationPort ^ 0x4000 }),
      from(neighbour, {}),
      { source: neighbour, protocol: 17, emit: (bytes, at) => emitUdp(udpOf(right), bytes, at) },
    ]
  }
}

function udpOf({ sourcePort, destinationPort }: TcpSegment) {
  return { sourcePort, destinationPort, payload: nothing }
}
