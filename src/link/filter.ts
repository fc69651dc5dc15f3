import { type Interval, normalise, numbers } from '../lib/intervals.ts'
import { BpfProgram } from './bpf.ts'

/** SKF_AD_OFF + SKF_AD_PROTOCOL and + SKF_AD_PKTTYPE, linux/filter.h: what the kernel knows of a frame besides its bytes. */
const frameProtocol = -0x1000
const frameDirection = -0x1000 + 4
/** PACKET_OUTGOING, linux/if_packet.h. */
const outgoing = 4
// linux/if_ether.h. The VLAN tag is taken out of the frame before a filter sees it; the protocol is what follows it.
const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd }
// IANA: protocol numbers, ICMP and ICMPv6 types; RFC 826 for ARP.
const protocols = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 }
/** Hop-by-hop, routing, fragment, authentication, destination options, mobility, HIP, shim6 (RFC 7045 §4). */
const ipv6Extensions = [0, 43, 44, 51, 60, 135, 139, 140]
/** Echo reply, destination unreachable, time exceeded, parameter problem. */
const icmpAnswers = [0, 3, 11, 12]
/** Echo reply, neighbour solicitation and advertisement; besides the errors, which are all below 128 (RFC 4443 §2.1). */
const icmpv6Answers = [129, 135, 136]
const arpReply = 2
/** Where the fields lie, from the IP or ARP header on (RFC 791, RFC 8200, RFC 826). */
const fields = { ipv4Fragment: 6, ipv4Protocol: 9, ipv6Next: 6, arpOperation: 6, destinationPort: 2 }
const ipv6HeaderLength = 40
const fragmentOffsetBits = 0x1fff
/** Frames are let in whole: no frame of a network is larger. */
const wholeFrame = 262_144
/** More would be a program longer than its jumps reach. */
const mostRanges = 50

/**
 * A filter (classic BPF, for SO_ATTACH_FILTER) that lets in what can be an answer to a probe of ours, and nothing else: TCP and UDP to
 * one of these ports, ICMP and ICMPv6 errors, echo replies, neighbour discovery, ARP replies, and IPv6 packets with extension headers
 * whatever they hold. Never what this host sends itself.
 * @param networkOffset where the IP header lies in a frame: 14 after an Ethernet header, 0 without one
 * @throws RangeError for more than 50 separate ranges of ports
 */
export function answerFilter(ports: readonly Interval<number>[], networkOffset: number): Uint8Array {
  const ranges = normalise(ports, numbers)
  if (ranges.length > mostRanges) throw new RangeError(`${ranges.length} ranges of source ports, at most ${mostRanges}`)
  const program = new BpfProgram()
    .load(4, frameDirection)
    .jump('equal', outgoing, 'drop')
    .load(4, frameProtocol)
    .jump('equal', etherTypes.ipv4, 'ipv4')
    .jump('equal', etherTypes.ipv6, 'ipv6')
    .jump('equal', etherTypes.arp, 'arp', 'drop')
  acceptIpv4(program, networkOffset)
  acceptIpv6(program, networkOffset)
  program
    .label('arp')
    .load(2, networkOffset + fields.arpOperation)
    .jump('equal', arpReply, 'accept', 'drop')
  acceptPorts(program, ranges)
  return program.label('accept').return(wholeFrame).label('drop').return(0).assemble()
}

/** A filter that lets in nothing. */
export function emptyFilter(): Uint8Array {
  return new BpfProgram().return(0).assemble()
}

/** Leaves the destination port in A at `ports`. A fragment other than the first holds no header that could be looked at. */
function acceptIpv4(program: BpfProgram, networkOffset: number): void {
  program
    .label('ipv4')
    .load(2, networkOffset + fields.ipv4Fragment)
    .jump('anyBit', fragmentOffsetBits, 'drop')
    .loadHeaderLength(networkOffset)
    .load(1, networkOffset + fields.ipv4Protocol)
    .jump('equal', protocols.tcp, 'ipv4 port')
    .jump('equal', protocols.udp, 'ipv4 port')
    .jump('equal', protocols.icmp, null, 'drop')
    .loadAtX(1, networkOffset)
  for (const type of icmpAnswers) program.jump('equal', type, 'accept')
  program
    .return(0)
    .label('ipv4 port')
    .loadAtX(2, networkOffset + fields.destinationPort)
    .jump('atLeast', 0, 'ports')
}

function acceptIpv6(program: BpfProgram, networkOffset: number): void {
  const payload = networkOffset + ipv6HeaderLength
  program
    .label('ipv6')
    .load(1, networkOffset + fields.ipv6Next)
    .jump('equal', protocols.tcp, 'ipv6 port')
    .jump('equal', protocols.udp, 'ipv6 port')
    .jump('equal', protocols.icmpv6, 'icmpv6')
  for (const extension of ipv6Extensions) program.jump('equal', extension, 'accept')
  program.return(0).label('icmpv6').load(1, payload).jump('atLeast', 128, null, 'accept')
  for (const type of icmpv6Answers) program.jump('equal', type, 'accept')
  program
    .return(0)
    .label('ipv6 port')
    .load(2, payload + fields.destinationPort)
    .jump('atLeast', 0, 'ports')
}

/** The ranges ascend: a port below one is in none of those after it. */
function acceptPorts(program: BpfProgram, ranges: readonly Interval<number>[]): void {
  program.label('ports')
  for (const [i, { first, last }] of ranges.entries()) {
    program.jump('atLeast', first, null, 'drop').jump('greater', last, `range ${i + 1}`, 'accept')
    program.label(`range ${i + 1}`)
  }
  program.return(0)
}
