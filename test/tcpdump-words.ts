import { ipv4Text, ipv6Text } from '../src/lib/address.ts'
import { ARP_REQUEST } from '../src/wire/arp.ts'
import { read32 } from '../src/wire/bytes.ts'
import {
  ARP,
  ECHO_REPLY,
  ECHO_REQUEST,
  type FrameView,
  ICMP_ERROR,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_SOLICITATION,
  TCP,
  UDP,
} from '../src/wire/frame-view.ts'
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from '../src/wire/tcp.ts'

/** What `tcpdump -nn -S` prints of a frame, in the order in which it prints it; nothing of a kind that we do not read. */
export function tcpdumpWords(view: FrameView): readonly string[] {
  const source = addressText(view.bytes, view.sourceAt, view.family)
  const destination = addressText(view.bytes, view.destinationAt, view.family)
  const ip = view.family === 4 ? 'IP ' : 'IP6 '
  const icmp = view.family === 4 ? 'ICMP ' : 'ICMP6, '
  const between = (from: string, to: string) => `${ip}${from} > ${to}: `
  switch (view.kind) {
    case TCP:
      return [
        between(`${source}.${view.tcp.sourcePort}`, `${destination}.${view.tcp.destinationPort}`),
        ...tcpWords(view),
      ]
    case UDP: {
      const { sourcePort, destinationPort, payloadAt, end } = view.udp
      return [between(`${source}.${sourcePort}`, `${destination}.${destinationPort}`), `UDP, length ${end - payloadAt}`]
    }
    case ECHO_REPLY:
    case ECHO_REQUEST: {
      const word = view.kind === ECHO_REPLY ? 'reply' : 'request'
      return [between(source, destination), `${icmp}echo ${word}, id ${view.icmp.id}, seq ${view.icmp.sequence},`]
    }
    case ICMP_ERROR: {
      const quoted = addressText(view.bytes, view.quoted.destinationAt, view.quoted.family)
      const protocol = view.quoted.protocol === 17 ? 'udp' : 'tcp'
      return [between(source, destination) + icmp, `${quoted} ${protocol} port ${view.quoted.destinationPort}`]
    }
    case ARP:
      return view.arp.operation === ARP_REQUEST
        ? [`ARP, Request who-has ${destination}`, `tell ${source}`]
        : [`ARP, Reply ${source} is-at ${macText(view.bytes, view.arp.senderMacAt)}`]
    case NEIGHBOUR_SOLICITATION:
      return [
        between(source, destination),
        `neighbor solicitation, who has ${addressText(view.bytes, view.ndp.targetAt, 6)}`,
      ]
    case NEIGHBOUR_ADVERTISEMENT:
      return [
        between(source, destination),
        `neighbor advertisement, tgt is ${addressText(view.bytes, view.ndp.targetAt, 6)}`,
      ]
    default:
      return []
  }
}

function tcpWords({ tcp, bytes }: FrameView): readonly string[] {
  const { flags, mss, windowScale, sackPermitted, timestampsAt } = tcp
  const letters = [
    [TCP_FIN, 'F'],
    [TCP_SYN, 'S'],
    [TCP_RST, 'R'],
    [TCP_PSH, 'P'],
    [TCP_ACK, '.'],
  ] as const
  const set = letters.filter(([bit]) => flags & bit).map(([, letter]) => letter)
  const length = tcp.end - tcp.payloadAt
  // A bare ACK is printed without its sequence number.
  const sequence = flags !== TCP_ACK || length > 0 ? [`seq ${tcp.sequence}`] : []
  return [
    `Flags [${set.join('')}]`,
    ...sequence,
    ...(flags & TCP_ACK ? [`ack ${tcp.acknowledgement}`] : []),
    `win ${tcp.window}`,
    ...(mss >= 0 ? [`mss ${mss}`] : []),
    ...(sackPermitted ? ['sackOK'] : []),
    ...(timestampsAt >= 0 ? [`TS val ${read32(bytes, timestampsAt)} ecr ${read32(bytes, timestampsAt + 4)}`] : []),
    ...(windowScale >= 0 ? [`wscale ${windowScale}`] : []),
    `length ${length}`,
  ]
}

function addressText(bytes: Uint8Array, at: number, family: 4 | 6): string {
  return family === 4 ? ipv4Text(read32(bytes, at)) : ipv6Text(bytes.subarray(at, at + 16))
}

function macText(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.subarray(at, at + 6))
    .toString('hex')
    .replace(/..(?=.)/g, '$&:')
}
