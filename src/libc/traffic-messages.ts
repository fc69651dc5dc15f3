// decodes foreign bytes
import { attributes, attributeText, littleEndian } from './netlink-messages.ts'

/** A queueing discipline or a filter of traffic control as RTM_GETQDISC and RTM_GETTFILTER tell of it. */
export interface TrafficMessage {
  /** Index of its device. */
  readonly interface: number
  /** `clsact`, `fq_codel`; of filters `bpf`, `flower`, `matchall`. */
  readonly kind: string
}

/** struct tcmsg, linux/rtnetlink.h: family u8, three bytes of padding, interface s32, handle, parent and info u32. */
export const trafficSize = 20
/** TCA_KIND, linux/rtnetlink.h. */
const TCA_KIND = 1

/** Null for a message that does not say of what device and kind it is. Never throws. */
export function decodeTraffic(bytes: DataView, start: number, end: number): TrafficMessage | null {
  if (end - start < trafficSize) return null
  for (const attribute of attributes(bytes, start + trafficSize, end)) {
    if (attribute.type !== TCA_KIND) continue
    return { interface: bytes.getInt32(start + 4, littleEndian), kind: attributeText(bytes, attribute) }
  }
  return null
}

/** Where the filters of these disciplines see packets (net/sched/sch_ingress.c); those of others only say how packets that leave are queued. */
export const trafficHooks: Readonly<Record<string, readonly ('ingress' | 'egress')[]>> = {
  ingress: ['ingress'],
  clsact: ['ingress', 'egress'],
}

/** TC_H_CLSACT with TC_H_MIN_INGRESS or TC_H_MIN_EGRESS, linux/pkt_sched.h. */
const parents = { ingress: 0xffff_fff2, egress: 0xffff_fff3 } as const

/** Asks for the filters of a device at one of its hooks. */
export function filterRequest(device: number, hook: keyof typeof parents): Uint8Array {
  const request = new DataView(new ArrayBuffer(trafficSize))
  request.setInt32(4, device, littleEndian)
  request.setUint32(12, parents[hook], littleEndian)
  return new Uint8Array(request.buffer)
}
