import { cpe } from '../cpe.ts'
import type { Match } from '../detector.ts'
import { linear } from '../pattern.ts'
import { type Banner, productIn } from './banner.ts'
import { makesPrintersOnly, vendorOf } from './enterprises.ts'
import { windowsOf } from './ntlm.ts'

const NET_SNMP = 8072

/** sysDescr (RFC 3418) as the makers word it in their manuals. */
const makers: readonly Banner[] = [
  {
    pattern: linear(String.raw`Cisco Adaptive Security Appliance Version ([\w.()]+)`),
    ...{ product: 'Cisco ASA', vendor: 'Cisco', os: 'Cisco ASA', deviceType: 'firewall' },
    cpe: ['cisco', 'adaptive_security_appliance_software'],
  },
  {
    pattern: linear(String.raw`Cisco NX-OS\(tm\).*?Version ([\w.()]+)`, 's'),
    ...{ product: 'Cisco NX-OS', vendor: 'Cisco', os: 'NX-OS', deviceType: 'switch' },
    cpe: ['cisco', 'nx-os'],
  },
  {
    pattern: linear(String.raw`Cisco (?:IOS|Internetwork Operating System).*?Version ([\w.()]+)`, 's'),
    ...{ product: 'Cisco IOS', vendor: 'Cisco', os: 'Cisco IOS' },
    cpe: ['cisco', 'ios'],
  },
  {
    pattern: linear(String.raw`^RouterOS ?(\d[\w.]*)?`),
    ...{ product: 'RouterOS', vendor: 'MikroTik', os: 'RouterOS', deviceType: 'router' },
    cpe: ['mikrotik', 'routeros'],
  },
  {
    pattern: linear(String.raw`^Juniper Networks.*?kernel JUNOS (\d[\w.-]*)`, 's'),
    ...{ product: 'Junos OS', vendor: 'Juniper', os: 'Junos OS' },
    cpe: ['juniper', 'junos'],
  },
  {
    pattern: linear(String.raw`^VMware ESXi (\d[\d.]*)`),
    ...{ product: 'VMware ESXi', vendor: 'VMware', os: 'VMware ESXi' },
    cpe: ['vmware', 'esxi'],
  },
  {
    pattern: linear('^APC Web/SNMP Management Card'),
    ...{ product: 'Network Management Card', vendor: 'APC', deviceType: 'ups' },
  },
  {
    pattern: linear('^HP ETHERNET MULTI-ENVIRONMENT|JETDIRECT'),
    ...{ product: 'JetDirect', vendor: 'HP', deviceType: 'printer' },
  },
]

/** `uname -a`, which Net-SNMP and the BSDs give. */
const unix = linear(String.raw`^(Linux|FreeBSD|OpenBSD|NetBSD|Darwin|SunOS) (\S{1,63}) (\d[\w.+~-]{0,60})`)
const windows = linear(String.raw`Software: Windows(?: 2000)? Version (\d+\.\d+) \(Build (\d+)`)

/** What a system is by its own words (sysDescr) and by the maker's number in sysObjectID (RFC 1155 section 3.1.4). */
export function describedAs(description = '', objectId = ''): Partial<Match> {
  const enterprise = Number(/^1\.3\.6\.1\.4\.1\.(\d{1,9})(?:\.|$)/.exec(objectId)?.[1] ?? -1)
  return { ...madeBy(enterprise), ...systemIn(description), ...productIn(makers, description) }
}

function madeBy(enterprise: number): Partial<Match> {
  if (enterprise === NET_SNMP) return { product: 'Net-SNMP', cpe: [cpe('a', 'net-snmp', 'net-snmp')] }
  const vendor = vendorOf(enterprise)
  return { ...(vendor && { vendor }), ...(makesPrintersOnly(enterprise) && { deviceType: 'printer' }) }
}

function systemIn(description: string): Partial<Match> {
  const [, kernel, , release] = unix.exec(description) ?? []
  if (kernel !== undefined) return { os: `${kernel} ${release}` }
  const [, version, build] = windows.exec(description) ?? []
  if (version === undefined) return {}
  // Since Windows 10 it says 6.3, and the build of a 10.0.
  const number = Number(build) >= 10_240 ? '10.0' : version
  return { os: windowsOf(`${number}.${build}`) ?? 'Windows', vendor: 'Microsoft' }
}
