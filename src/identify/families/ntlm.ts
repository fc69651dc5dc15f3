// decodes foreign bytes
import { bytes } from '../../knowledge/payload-bytes.ts'
import type { Match } from '../detector.ts'
import type { Reply } from '../reply.ts'

const signature = 'NTLMSSP\0'
const challengeMark = `${signature}\x02\0\0\0`

/** MS-NLMP section 2.2.2.5. */
const flags = {
  unicode: 0x1,
  requestTarget: 0x4,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSessionSecurity: 0x80000,
  version: 0x2000000,
  bits128: 0x20000000,
  keyExchange: 0x40000000,
} as const

/** The first message of NTLM (MS-NLMP section 2.2.1.1). It names nobody: no user, no domain, no machine. */
export function ntlmNegotiate(): Uint8Array {
  const asked = Object.values(flags).reduce((all, flag) => all + flag, 0)
  const noNames = new Uint8Array(16)
  const windows10 = [10, 0, 0x61, 0x4a, 0, 0, 0, 15]
  return bytes(signature, u32le(1), u32le(asked), noNames, windows10)
}

/** What a server tells of itself in its challenge. What it left out is undefined. */
export interface NtlmChallenge {
  /** `10.0.20348`; Samba says 6.1.0. */
  readonly version: string | undefined
  readonly computer: string | undefined
  readonly domain: string | undefined
  readonly dnsComputer: string | undefined
  readonly dnsDomain: string | undefined
  readonly forest: string | undefined
}

/** The first NTLM challenge in a reply, whatever is around it (MS-NLMP section 2.2.1.2); null when there is none. */
export function challengeIn(reply: Reply): NtlmChallenge | null {
  const at = reply.indexOf(challengeMark)
  if (at < 0) return null
  const message = reply.part(at)
  if (message.length < 32) return null
  const info = targetInfo(message)
  return {
    version: versionOf(message),
    computer: info.get(1),
    domain: info.get(2),
    dnsComputer: info.get(3),
    dnsDomain: info.get(4),
    forest: info.get(5),
  }
}

/** As parts of a match: names, the operating system, and facts in the words that every user of NTLM shares. */
export function ntlmMatch(challenge: NtlmChallenge): Pick<Match, 'os' | 'facts' | 'names'> {
  const { version, computer, domain, dnsComputer, dnsDomain, forest } = challenge
  return {
    os: windowsOf(version),
    names: dnsComputer === undefined ? [] : [dnsComputer],
    facts: { ntlmVersion: version, computer, domain, dnsDomain, forest },
  }
}

/** MS-NLMP section 2.2.2.1: pairs of number, length and text in UTF-16. */
function targetInfo(message: Reply): Map<number, string> {
  const end = message.u32le(44) + message.u16le(40)
  const values = new Map<number, string>()
  for (let at = message.u32le(44); at >= 0 && at + 4 <= end; ) {
    const id = message.u16le(at)
    const length = message.u16le(at + 2)
    if (id <= 0 || length < 0) break
    if (id <= 5 && length > 0) values.set(id, message.utf16(at + 4, at + 4 + length))
    at += 4 + length
  }
  return values
}

function versionOf(message: Reply): string | undefined {
  const hasVersion = (message.u32le(20) & flags.version) !== 0 && message.length >= 56
  return hasVersion ? `${message.u8(48)}.${message.u8(49)}.${message.u16le(50)}` : undefined
}

/** Builds by release: Microsoft, "Windows Server release information" and "Windows 10 release information". */
const releases: Readonly<Record<string, string>> = {
  '5.1.2600': 'Windows XP',
  '5.2.3790': 'Windows Server 2003',
  '6.0.6002': 'Windows Server 2008',
  '6.1.7600': 'Windows 7 or Server 2008 R2',
  '6.1.7601': 'Windows 7 or Server 2008 R2 SP1',
  '6.2.9200': 'Windows 8 or Server 2012',
  '6.3.9600': 'Windows 8.1 or Server 2012 R2',
  '10.0.14393': 'Windows Server 2016 or 10 1607',
  '10.0.17763': 'Windows Server 2019 or 10 1809',
  '10.0.20348': 'Windows Server 2022',
  '10.0.26100': 'Windows Server 2025 or 11 24H2',
}

/** The operating system of a version, as in an NTLM challenge; undefined when it tells none: Samba and others say a build of 0. */
export function windowsOf(version: string | undefined): string | undefined {
  if (version === undefined) return undefined
  const build = Number(version.split('.')[2])
  if (build === 0 || !/^(?:5|6|10)\./.test(version)) return undefined
  if (releases[version] !== undefined) return releases[version]
  if (!version.startsWith('10.')) return 'Windows'
  return build >= 22_000 ? 'Windows 11' : 'Windows 10'
}

function u32le(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]
}
