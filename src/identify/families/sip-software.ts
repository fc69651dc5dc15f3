import { cpe } from '../cpe.ts'
import type { Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import type { Reply } from '../reply.ts'
import { headerFields } from './header-fields.ts'

interface Software {
  readonly pattern: ReturnType<typeof linear>
  readonly product: string
  readonly cpe?: readonly [vendor: string, product: string]
  readonly vendor?: string
  readonly deviceType?: string
}

const software: readonly Software[] = [
  { pattern: linear(String.raw`^kamailio \((\d[\w.]*)`, 'i'), product: 'Kamailio', cpe: ['kamailio', 'kamailio'] },
  { pattern: linear(String.raw`^OpenSIPS \((\d[\w.]*)`, 'i'), product: 'OpenSIPS', cpe: ['opensips', 'opensips'] },
  { pattern: linear(String.raw`^Asterisk PBX (\d[\w.]*)`, 'i'), product: 'Asterisk', cpe: ['digium', 'asterisk'] },
  { pattern: linear(String.raw`^FPBX-[\d.]+\((\d[\w.]*)`), product: 'Asterisk', cpe: ['digium', 'asterisk'] },
  {
    pattern: linear(String.raw`^FreeSWITCH(?:-mod_sofia/(\d+(?:\.\d+)*))?`, 'i'),
    product: 'FreeSWITCH',
    cpe: ['freeswitch', 'freeswitch'],
  },
  { pattern: linear(String.raw`^Cisco-SIPGateway/IOS-(\d[\w.]*)`), product: 'IOS SIP gateway', vendor: 'Cisco' },
  { pattern: linear(String.raw`^(?:AVM )?FRITZ!Box .*? (\d[\d.]*\.\d+)`), product: 'FRITZ!Box', deviceType: 'router' },
  { pattern: linear(String.raw`^Yealink SIP-(?:\S+) (\d[\d.]*)`), product: 'Yealink phone', deviceType: 'phone' },
  { pattern: linear(String.raw`^Grandstream \S+ (\d[\d.]*)`), product: 'Grandstream phone', deviceType: 'phone' },
  { pattern: linear(String.raw`^snom\S*/(\d[\d.]*)`, 'i'), product: 'snom phone', deviceType: 'phone' },
  { pattern: linear(String.raw`^Polycom\S*-UA/(\d[\d.]*)`), product: 'Polycom phone', deviceType: 'phone' },
]
const named = linear(String.raw`^([A-Za-z][\w .+-]*?)[/ -]v?(\d+(?:\.\d+)+)`)

/** What a SIP response tells (RFC 3261 sections 7.2, 20.5, 20.35 and 20.41); null when it is none. */
export function matchSip(reply: Reply): Match | null {
  const status = /^SIP\/2\.0 (\d{3})(?: |$)/.exec(reply.line(0))?.[1]
  if (status === undefined) return null
  const fields = headerFields(reply)
  const text = fields.get('server') ?? fields.get('user-agent')
  const methods = fields.get('allow')?.split(/\s*,\s*/)
  return {
    protocol: 'sip',
    ...(text === undefined ? {} : softwareIn(text)),
    facts: { status: Number(status), software: text, methods },
  }
}

function softwareIn(text: string): Partial<Match> {
  for (const { pattern, product, vendor, deviceType, cpe: name } of software) {
    const groups = pattern.exec(text)
    if (groups === null) continue
    const version = groups[1]
    return { product, version, vendor, deviceType, cpe: name === undefined ? [] : [cpe('a', ...name, version)] }
  }
  const groups = named.exec(text)
  return groups === null ? { product: text } : { product: groups[1], version: groups[2] }
}
